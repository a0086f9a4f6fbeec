package org.executionsession.jdbi.internal.commit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.jdbi.config.CommitListener;
import org.executionsession.jdbi.config.Durability;
import org.executionsession.jdbi.internal.sql.BoundConnectionException;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Lets concurrent writes share transactions, since the commit is the expensive part of a write. It has no thread and no
 * timer.
 *
 * <p>If no transaction runs, a caller starts one at once, with all queued writes. Another one starts while fewer than
 * {@link Dialect#maxWriters} run and one of these is true: all of them wait for their commits, all of them take long, or many
 * writes are queued. Otherwise a write is queued, and the thread of a queued write commits the next group. So a single write does
 * not wait, and the longer a commit takes, the larger the next group is.
 *
 * <p>A write that another transaction locks out does not make the others wait: it leaves its group, and is tried again in later ones for
 * two seconds.
 *
 * <p>A caller returns when its write is durable. A write that fails is rolled back to a savepoint and does not affect the
 * others. A transaction that the database rolls back because of a deadlock is retried up to four times. If the
 * transaction itself fails, all of its writes fail, and it is unknown whether they were committed.
 */
public final class GroupCommit implements WriteExecutor {

    /** The maximum size of a group. A larger one is not faster, and its first callers wait longer. */
    static final int MAX_GROUP = 256;

    /**
     * The number of queued writes for which another transaction starts while the statements of the first one run. Measured on
     * PostgreSQL with 128 clients and two cores: 9 % more sessions than if it waits.
     */
    static final int LARGE_GROUP = 32;

    /**
     * How long the queued writes wait for the statements of a running transaction, which usually take a few milliseconds. After
     * that, another transaction may start, so that one that waits for a lock or a large change does not stop all writes.
     */
    private static final Duration PATIENCE = Duration.ofMillis(200);

    /**
     * How long a write waits for a lock in a transaction that it shares with others, which wait with it. A transaction of the
     * application may hold the lock for long.
     */
    private static final Duration SHARED_LOCK_TIMEOUT = Duration.ofMillis(5);

    /** How long a write is tried again while other transactions hold locks that it needs. */
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);

    /** The pauses before a write that was locked out is tried again. They grow, so that many such writes hardly delay the others. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(160);

    /**
     * The settings of a group commit.
     *
     * @param maxQueued how many writes may be queued; further ones are rejected
     * @param timeout how long a caller waits in the queue and for another thread to commit its write. The time in which the
     *     caller's own thread commits is not limited
     * @param durability what an acknowledged write survives
     * @param listener is notified of every commit
     * @param noConnection the message for a write that waits too long for another thread that has no connection yet
     * @param patience how long the queued writes wait for the statements of a running transaction
     */
    public record Settings(
            int maxQueued,
            Duration timeout,
            Durability durability,
            CommitListener listener,
            String noConnection,
            Duration patience) {

        /** Creates settings with {@link Durability#FSYNC} and no listener. */
        public Settings(int maxQueued, Duration timeout) {
            this(maxQueued, timeout, Durability.FSYNC, (writes, nanos) -> {}, "no connection became free in time");
        }

        public Settings(
                int maxQueued, Duration timeout, Durability durability, CommitListener listener, String noConnection) {
            this(maxQueued, timeout, durability, listener, noConnection, PATIENCE);
        }
    }

    private final Jdbi jdbi;
    private final Dialect dialect;
    private final Settings settings;
    private final CommitReporter reporter;
    private final Transactions transactions;
    private final long patienceNanos;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<QueuedWrite<?, ?>> queue = new ArrayDeque<>();

    /** The writes whose threads run a transaction. */
    private final Set<QueuedWrite<?, ?>> writers = new HashSet<>();

    /** The number of these that wait for their commit. */
    private int committing;

    public GroupCommit(Jdbi jdbi, Dialect dialect, Settings settings) {
        this.jdbi = jdbi;
        this.dialect = dialect;
        this.settings = settings;
        this.patienceNanos = settings.patience().toNanos();
        this.reporter = new CommitReporter(settings.listener());
        this.transactions = new Transactions(jdbi, dialect);
    }

    /**
     * Runs a write; when this returns, the write is durable.
     *
     * @throws OverloadedException if the queue is full, or the write was in the queue for too long
     */
    @Override
    public <I, T> T run(WriteOperation<I, T> write, I input) {
        QueuedWrite<I, T> entry = new QueuedWrite<>(write, input);
        lock.lock();
        try {
            if (queue.size() >= settings.maxQueued()) {
                throw new OverloadedException("the write queue is full: " + settings.maxQueued()
                        + " writes are waiting, as many as maxQueuedWrites allows");
            }
            queue.addLast(entry);
            callNext();
        } finally {
            lock.unlock();
        }
        awaitDone(entry);
        return entry.result();
    }

    @Override
    public boolean afterCommit(Runnable action) {
        action.run();
        return true;
    }

    @Override
    public int queued() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets the thread of the first queued entry write, unless the maximum number of transactions runs, or one of them
     * runs statements and few writes are queued. A transaction that starts earlier would be small, and would compete with the
     * running one for the CPU. One that runs for long does not stop the others.
     */
    private void callNext() {
        QueuedWrite<?, ?> next = queue.peekFirst();
        if (next != null && !next.calledToWrite && writers.size() < dialect.maxWriters() && mayStart()) {
            writers.add(next);
            next.startedAt = System.nanoTime();
            next.calledToWrite = true;
            next.wake();
        }
    }

    private boolean mayStart() {
        long now = System.nanoTime();
        return writers.size() == committing
                || queue.size() >= LARGE_GROUP
                || writers.stream().allMatch(writer -> now - writer.startedAt >= patienceNanos);
    }

    /**
     * Waits until the entry is done. If the entry is called to write, this thread commits a group. A thread that is done does
     * not take the lock again: with a hundred callers, each would wait for the one before it.
     */
    private void awaitDone(QueuedWrite<?, ?> entry) {
        long left = settings.timeout().toNanos();
        // An interrupted thread may be called to write. Java closes a file channel that an interrupted thread uses, and
        // the whole process shares that of H2. Another thread may be committing the write: its caller must get the
        // outcome. So the interrupt status is cleared here and restored at the end.
        boolean interrupted = Thread.interrupted();
        try {
            while (entry.state != QueuedWrite.State.DONE) {
                if (entry.calledToWrite) {
                    interrupted |= Thread.interrupted();
                    commitGroupOf(entry);
                } else if (left <= 0) {
                    giveUp(entry);
                } else if (entry.state == QueuedWrite.State.LOCKED_OUT) {
                    long start = System.nanoTime();
                    interrupted |= pause(entry);
                    left -= System.nanoTime() - start;
                    queueAgain(entry);
                } else {
                    long start = System.nanoTime();
                    LockSupport.parkNanos(this, Math.min(left, patienceNanos));
                    left -= System.nanoTime() - start;
                    interrupted |= Thread.interrupted();
                    callNextUnlessDone(entry);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Waits before a write that was locked out is tried again. Returns whether the thread was interrupted. */
    private boolean pause(QueuedWrite<?, ?> entry) {
        long pause =
                Math.min(FIRST_PAUSE.toNanos() << Math.min(entry.lockedOutTries() - 1, 10), LONGEST_PAUSE.toNanos());
        long end = System.nanoTime() + pause;
        boolean interrupted = false;
        for (long left = pause; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
            interrupted |= Thread.interrupted();
        }
        return interrupted;
    }

    private void queueAgain(QueuedWrite<?, ?> entry) {
        lock.lock();
        try {
            entry.state = QueuedWrite.State.QUEUED;
            queue.addLast(entry);
            callNext();
        } finally {
            lock.unlock();
        }
    }

    /** Starts another transaction if the running ones take long. */
    private void callNextUnlessDone(QueuedWrite<?, ?> entry) {
        if (entry.state != QueuedWrite.State.DONE && !entry.calledToWrite) {
            lock.lock();
            try {
                callNext();
            } finally {
                lock.unlock();
            }
        }
    }

    private void giveUp(QueuedWrite<?, ?> entry) {
        lock.lock();
        try {
            if (entry.calledToWrite || entry.state == QueuedWrite.State.DONE) {
                return;
            }
            // Once it has a connection, its entry is not in the queue any more.
            boolean firstAwaitsConnection = !queue.isEmpty() && queue.getFirst().calledToWrite;
            if (queue.remove(entry)) {
                throw new OverloadedException(
                        firstAwaitsConnection
                                ? settings.noConnection()
                                : "the write waited too long in the queue of the group commit");
            }
        } finally {
            lock.unlock();
        }
        throw new StoreUnavailableException("the database took too long to " + entry.write.action());
    }

    /**
     * Commits all queued entries, of which {@code own} is the first, and lets the next thread write. While it waits for a
     * connection, the entries stay in the queue.
     */
    private void commitGroupOf(QueuedWrite<?, ?> own) {
        List<QueuedWrite<?, ?>> group = List.of(own);
        long start = System.nanoTime();
        try {
            try (Handle handle = jdbi.open()) {
                group = take();
                commit(group, handle);
            } catch (RuntimeException | Error failure) {
                if (own.state == QueuedWrite.State.QUEUED && concernsAll(failure)) {
                    group = take();
                }
                group.forEach(entry -> entry.fail(failure));
            }
            reporter.report(group, System.nanoTime() - start);
        } catch (Error failure) {
            // Such as a lack of memory: the next thread must be able to write.
            group.forEach(entry -> entry.fail(failure));
            throw failure;
        } finally {
            lock.lock();
            try {
                queue.remove(own);
                group.forEach(entry -> entry.state = entry.isLockedOut(LOCK_TIMEOUT.toNanos())
                        ? QueuedWrite.State.LOCKED_OUT
                        : QueuedWrite.State.DONE);
                own.calledToWrite = false;
                writers.remove(own);
                callNext();
            } finally {
                lock.unlock();
            }
            group.forEach(QueuedWrite::wake);
        }
    }

    /**
     * Returns whether an unavailable database is the reason that a thread has no connection. A transaction of the application
     * concerns its own thread only, and so does an exhausted pool: the next thread may get a connection.
     */
    private static boolean concernsAll(Throwable failure) {
        return !(failure instanceof BoundConnectionException || failure instanceof OverloadedException);
    }

    private List<QueuedWrite<?, ?>> take() {
        lock.lock();
        try {
            List<QueuedWrite<?, ?>> group = new ArrayList<>(Math.min(queue.size(), MAX_GROUP));
            while (!queue.isEmpty() && group.size() < MAX_GROUP) {
                QueuedWrite<?, ?> entry = queue.removeFirst();
                entry.state = QueuedWrite.State.TAKEN;
                group.add(entry);
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    private void commit(List<QueuedWrite<?, ?>> group, Handle handle) {
        boolean[] isCommitting = {false};
        try {
            transactions.commit(handle, SHARED_LOCK_TIMEOUT, SqlExceptionTranslator::isDeadlock, mayRetry -> {
                // A retry runs its statements again.
                afterCommit(isCommitting);
                SavepointWrites.applyAll(group, mayRetry, handle);
                beforeCommit(isCommitting);
                return null;
            });
            dialect.afterCommit(handle, settings.durability());
        } finally {
            afterCommit(isCommitting);
        }
    }

    /** Lets the next transaction start. */
    private void beforeCommit(boolean[] isCommitting) {
        lock.lock();
        try {
            isCommitting[0] = true;
            committing++;
            callNext();
        } finally {
            lock.unlock();
        }
    }

    private void afterCommit(boolean[] isCommitting) {
        lock.lock();
        try {
            if (isCommitting[0]) {
                isCommitting[0] = false;
                committing--;
            }
        } finally {
            lock.unlock();
        }
    }
}
