package org.executionsession.jdbi.internal.commit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.jdbi.config.CommitListener;
import org.executionsession.jdbi.config.Durability;
import org.executionsession.jdbi.internal.sql.BoundConnectionException;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Lets concurrent writes share transactions, since the commit is the expensive part of a write. It has no thread and no
 * timer.
 *
 * <p>If no transaction runs, a caller starts one at once, with all queued writes. Another one starts while fewer than
 * {@link Dialect#maxWriters} run and one of these is true: all of them wait for their commits, all of them take long, or many
 * writes are queued. Up to three more start while all of them take long. Otherwise a write is queued, and the thread of a queued write
 * commits the next group. So a single write does not wait, and the longer a commit takes, the larger the next group is.
 *
 * <p>A write of many entities has a transaction of its own. Writes with large texts run at the same time only as far as the heap allows; others
 * overtake them meanwhile.
 *
 * <p>A write that another transaction locks out does not make the others wait for long: it leaves its group and moves to a second queue,
 * in which such writes share transactions that wait for locks. They are tried again for two seconds.
 *
 * <p>A caller returns when its write is durable. A write that fails is rolled back to a savepoint and does not affect the
 * others. A transaction that the database rolls back because of a deadlock is retried up to four times. If the
 * transaction itself fails, all of its writes fail, and it is unknown whether they were committed.
 */
public final class GroupCommit implements WriteExecutor {

    /** The maximum size of a group. A larger one is not faster, and its first callers wait longer. */
    static final int MAX_GROUP = 256;

    /** The maximum number of entities of a write that shares its transaction. The others would wait for a larger one. */
    static final int MAX_SHARED = 500;

    /**
     * The maximum size of the large texts of all running transactions; one write can have more. H2 needs up to twenty times as much memory for
     * a transaction: it keeps the old and the new values, and copies them when it writes.
     */
    static final long MAX_BYTES = Math.max(1_048_576, Runtime.getRuntime().maxMemory() / 256);

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
     * How many transactions may run beyond the usual number while all others take long, such as one that deletes a hundred thousand
     * entities. More would use up the connections of a small pool.
     */
    private static final int MAX_ADDITIONAL = 3;

    /** How long a write is tried again while other transactions hold locks that it needs. */
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(2);

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
    private final CommitSignal signal;
    private final Transactions transactions;
    private final long patienceNanos;
    private final LockWait lockWait;
    private final int maxWriters;
    private final int maxAdditional;

    /** Takes over the writes that are locked out; null in itself, which tries them again. */
    private final @Nullable GroupCommit lockedOut;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<QueuedWrite<?, ?>> queue = new ArrayDeque<>();

    /** The writes whose threads run a transaction. */
    private final Set<QueuedWrite<?, ?>> writers = new HashSet<>();

    /** The size of the large texts of these. */
    private long bytesInProgress;

    /** The number of these that wait for their commit. */
    private int committing;

    public GroupCommit(Jdbi jdbi, Dialect dialect, Settings settings) {
        this(jdbi, dialect, settings, new CommitSignal());
    }

    public GroupCommit(Jdbi jdbi, Dialect dialect, Settings settings, CommitSignal signal) {
        this(
                jdbi,
                dialect,
                settings,
                signal,
                LockWait.SHORT,
                new GroupCommit(jdbi, dialect, settings, signal, LockWait.LONG, null));
    }

    private GroupCommit(
            Jdbi jdbi,
            Dialect dialect,
            Settings settings,
            CommitSignal signal,
            LockWait lockWait,
            @Nullable GroupCommit lockedOut) {
        this.signal = signal;
        this.jdbi = jdbi;
        this.dialect = dialect;
        this.settings = settings;
        this.patienceNanos = settings.patience().toNanos();
        this.reporter = new CommitReporter(settings.listener());
        this.transactions = new Transactions(jdbi, dialect);
        this.lockWait = lockWait;
        this.lockedOut = lockedOut;
        this.maxWriters = lockedOut == null ? 1 : dialect.maxWriters();
        this.maxAdditional = lockedOut == null ? 0 : MAX_ADDITIONAL;
    }

    /**
     * Runs a write; when this returns, the write is durable.
     *
     * @throws OverloadedException if the queue is full, or the write was in the queue for too long
     */
    @Override
    public <I, T> T run(WriteOperation<I, T> write, I input) {
        lock.lock();
        try {
            rejectIfFull();
        } finally {
            lock.unlock();
        }
        return run(new QueuedWrite<>(write, input, bytes(write, input)));
    }

    /** The estimate can read from the database, so the interrupt status is cleared meanwhile, as in {@link #awaitEnd}. */
    private static <I> long bytes(WriteOperation<I, ?> write, I input) {
        boolean interrupted = Thread.interrupted();
        try {
            return write.bytes(input);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private <I, T> T run(QueuedWrite<I, T> entry) {
        lock.lock();
        try {
            rejectIfFull();
            queue.addLast(entry);
            callNext();
        } finally {
            lock.unlock();
        }
        awaitEnd(entry);
        return lockedOut != null && entry.state == QueuedWrite.State.LOCKED_OUT
                ? lockedOut.run(entry.again())
                : entry.result();
    }

    private void rejectIfFull() {
        if (queue.size() >= settings.maxQueued()) {
            throw new OverloadedException("the write queue is full: " + settings.maxQueued()
                    + " writes are waiting, as many as maxQueuedWrites allows");
        }
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
            return queue.size() + (lockedOut == null ? 0 : lockedOut.queued());
        } finally {
            lock.unlock();
        }
    }

    /** Lets the thread of the next entry write if another transaction may start. */
    private void callNext() {
        QueuedWrite<?, ?> next = next();
        if (next != null && !next.calledToWrite && mayStart()) {
            writers.add(next);
            reserve(next, next);
            next.startedAt = System.nanoTime();
            next.calledToWrite = true;
            next.wake();
        }
    }

    /** Returns the first entry, or the first one without large texts if those of the first one do not fit; null if there is none. */
    private @Nullable QueuedWrite<?, ?> next() {
        QueuedWrite<?, ?> first = queue.peekFirst();
        if (first == null || first.calledToWrite || bytesInProgress == 0 || fits(first)) {
            return first;
        }
        return queue.stream().filter(entry -> entry.bytes == 0).findFirst().orElse(null);
    }

    private boolean fits(QueuedWrite<?, ?> entry) {
        return entry.bytes == 0 || bytesInProgress + entry.bytes <= MAX_BYTES;
    }

    /** Counts the texts of an entry for the transaction of a writer. */
    private void reserve(QueuedWrite<?, ?> writer, QueuedWrite<?, ?> entry) {
        writer.bytesOfGroup += entry.bytes;
        bytesInProgress += entry.bytes;
    }

    /**
     * Returns whether another transaction may start. One that starts while another one runs statements would be small, and would compete
     * with it for the CPU, unless many writes are queued. One that runs for long does not stop the others.
     */
    private boolean mayStart() {
        boolean isWorthwhile = writers.size() == committing || queue.size() >= LARGE_GROUP;
        return writers.size() < maxWriters && isWorthwhile
                || writers.size() < maxWriters + maxAdditional && allTakeLong();
    }

    private boolean allTakeLong() {
        long now = System.nanoTime();
        return writers.stream().allMatch(writer -> now - writer.startedAt >= patienceNanos);
    }

    /**
     * Waits until the entry is done, or locked out and not to be tried here again. If the entry is called to write, this thread commits a
     * group. A thread that is done does not take the lock again: with a hundred callers, each would wait for the one before it.
     */
    private void awaitEnd(QueuedWrite<?, ?> entry) {
        long left = settings.timeout().toNanos();
        // An interrupted thread may be called to write. Java closes a file channel that an interrupted thread uses, and
        // the whole process shares that of H2. Another thread may be committing the write: its caller must get the
        // outcome. So the interrupt status is cleared here and restored at the end.
        boolean interrupted = Thread.interrupted();
        try {
            while (!hasEnded(entry)) {
                if (entry.calledToWrite) {
                    interrupted |= Thread.interrupted();
                    commitGroupOf(entry);
                } else if (entry.state == QueuedWrite.State.LOCKED_OUT) {
                    queueAgain(entry);
                } else if (left <= 0) {
                    giveUp(entry);
                } else {
                    long start = System.nanoTime();
                    LockSupport.parkNanos(this, Math.min(left, patienceNanos));
                    left -= System.nanoTime() - start;
                    interrupted |= Thread.interrupted();
                    callNextIfQueued(entry);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean hasEnded(QueuedWrite<?, ?> entry) {
        QueuedWrite.State state = entry.state;
        return state == QueuedWrite.State.DONE || state == QueuedWrite.State.LOCKED_OUT && lockedOut != null;
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
    private void callNextIfQueued(QueuedWrite<?, ?> entry) {
        if (entry.state == QueuedWrite.State.QUEUED && !entry.calledToWrite) {
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
            if (entry.calledToWrite || entry.state.isEnded()) {
                return;
            }
            // Once it has a connection, its entry is not in the queue any more.
            boolean firstAwaitsConnection = queue.stream().anyMatch(queued -> queued.calledToWrite);
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
     * Commits queued entries, of which {@code own} is one, and lets the next thread write. While it waits for a
     * connection, the entries stay in the queue.
     */
    private void commitGroupOf(QueuedWrite<?, ?> own) {
        List<QueuedWrite<?, ?>> group = List.of(own);
        Set<QueuedWrite<?, ?>> again = Set.of();
        CommitProgress progress = new CommitProgress();
        long start = System.nanoTime();
        try {
            try (Handle handle = jdbi.open()) {
                group = take(own);
                commit(group, handle, progress);
            } catch (RuntimeException | Error failure) {
                if (own.state == QueuedWrite.State.QUEUED && concernsAll(failure)) {
                    group = take(own);
                }
                group.forEach(entry -> entry.fail(failure, progress.hasBegunCommit));
            }
            again = group.stream().filter(this::isLockedOut).collect(Collectors.toUnmodifiableSet());
            reporter.report(without(again, group), System.nanoTime() - start);
        } catch (Error failure) {
            // Such as a lack of memory: the next thread must be able to write.
            group.forEach(entry -> entry.fail(failure, progress.hasBegunCommit));
            again = Set.of();
            throw failure;
        } finally {
            lock.lock();
            try {
                queue.remove(own);
                bytesInProgress -= own.bytesOfGroup;
                own.bytesOfGroup = 0;
                end(group, again);
                own.calledToWrite = false;
                writers.remove(own);
                callNext();
            } finally {
                lock.unlock();
            }
            group.forEach(QueuedWrite::wake);
        }
    }

    /** Sets each state once: the callers read it without the lock. */
    private static void end(List<QueuedWrite<?, ?>> group, Set<QueuedWrite<?, ?>> again) {
        group.forEach(
                entry -> entry.state = again.contains(entry) ? QueuedWrite.State.LOCKED_OUT : QueuedWrite.State.DONE);
    }

    private static List<QueuedWrite<?, ?>> without(Set<QueuedWrite<?, ?>> again, List<QueuedWrite<?, ?>> group) {
        return again.isEmpty()
                ? group
                : group.stream().filter(entry -> !again.contains(entry)).toList();
    }

    /**
     * Returns whether an unavailable database is the reason that a thread has no connection. A transaction of the application
     * concerns its own thread only, and so does an exhausted pool: the next thread may get a connection.
     */
    private static boolean concernsAll(Throwable failure) {
        return !(failure instanceof BoundConnectionException || failure instanceof OverloadedException);
    }

    /** Returns whether the write shall be tried again, since another transaction holds locks that it needs. */
    private boolean isLockedOut(QueuedWrite<?, ?> entry) {
        return entry.isLockedOut()
                && (lockedOut != null || System.nanoTime() - entry.createdAt < LOCK_TIMEOUT.toNanos());
    }

    private List<QueuedWrite<?, ?>> take(QueuedWrite<?, ?> own) {
        lock.lock();
        try {
            List<QueuedWrite<?, ?>> group = new ArrayList<>(Math.min(queue.size(), MAX_GROUP));
            queue.remove(own);
            own.state = QueuedWrite.State.TAKEN;
            group.add(own);
            Iterator<QueuedWrite<?, ?>> entries = queue.iterator();
            while (entries.hasNext() && group.size() < MAX_GROUP) {
                QueuedWrite<?, ?> entry = entries.next();
                if (!entry.calledToWrite && fits(entry) && mayShare(own, entry)) {
                    entries.remove();
                    entry.state = QueuedWrite.State.TAKEN;
                    group.add(entry);
                    reserve(own, entry);
                }
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    private boolean mayShare(QueuedWrite<?, ?> first, QueuedWrite<?, ?> entry) {
        // Only the first kind of write in a transaction waits for locks.
        return first.size() <= MAX_SHARED
                && entry.size() <= MAX_SHARED
                && (lockedOut != null || entry.write == first.write);
    }

    private void commit(List<QueuedWrite<?, ?>> group, Handle handle, CommitProgress progress) {
        try {
            List<EntityChange> changes =
                    transactions.commit(handle, lockWait.first(), SqlExceptionTranslator::isDeadlock, mayRetry -> {
                        // A retry runs its statements again.
                        afterCommit(progress);
                        progress.hasBegunCommit = false;
                        RecordedChanges recorded = RecordedChanges.of(handle);
                        recorded.truncate(0);
                        SavepointWrites.applyAll(
                                group, mayRetry, handle, () -> dialect.limitLockTimeout(handle, lockWait.further()));
                        List<EntityChange> inserted = recorded.insert(handle);
                        beforeCommit(progress);
                        return inserted;
                    });
            dialect.afterCommit(handle, settings.durability());
            signal.committed(changes);
        } finally {
            afterCommit(progress);
        }
    }

    /** How far a transaction is. */
    private static final class CommitProgress {

        /** Whether its commit has begun, so that it is unknown whether its writes are committed if it fails. */
        private boolean hasBegunCommit;

        /** Whether it counts as waiting for its commit. */
        private boolean isCounted;
    }

    /** Lets the next transaction start. */
    private void beforeCommit(CommitProgress progress) {
        lock.lock();
        try {
            progress.hasBegunCommit = true;
            progress.isCounted = true;
            committing++;
            callNext();
        } finally {
            lock.unlock();
        }
    }

    private void afterCommit(CommitProgress progress) {
        lock.lock();
        try {
            if (progress.isCounted) {
                progress.isCounted = false;
                committing--;
            }
        } finally {
            lock.unlock();
        }
    }
}
