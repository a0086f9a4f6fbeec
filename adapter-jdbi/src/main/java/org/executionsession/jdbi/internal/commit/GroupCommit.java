package org.executionsession.jdbi.internal.commit;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.jdbi.config.CommitListener;
import org.executionsession.jdbi.config.Durability;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * Lets concurrent writes share transactions, for it is the commit that costs. There is no thread and no timer: a caller
 * that finds the database free writes at once, with whatever has queued up; those that come meanwhile queue up, and one of
 * them writes for all of them when it is free again. So a lone write waits for nobody, and under load a group is as large
 * as the last commit was long.
 *
 * <p>A caller returns when its write is on the disk. A write that fails is undone by itself and fails alone. A transaction
 * that is ended by a deadlock is done once more. When the transaction as a whole fails, so do all of its writes, and nobody
 * knows whether they were done.
 */
public final class GroupCommit {

    /** Beyond it, a group gains nothing and its first callers only wait longer. */
    static final int MAX_GROUP = 256;

    private static final String SAVEPOINT = "before";

    private final Jdbi jdbi;
    private final Dialect dialect;
    private final int maxQueued;
    private final long patienceNanos;
    private final Durability durability;
    private final CommitListener observer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Entry<?, ?>> queue = new ArrayDeque<>();
    private int writing;

    /** The same with nobody who watches. */
    public GroupCommit(Jdbi jdbi, Dialect dialect, int maxQueued, Duration patience) {
        this(jdbi, dialect, maxQueued, patience, Durability.FSYNC, (writes, nanos) -> {});
    }

    /**
     * Shares the transactions of a database.
     *
     * @param maxQueued how many writes may wait; more are rejected
     * @param patience how long a write may wait for its turn and its end together, unless its own caller writes
     * @param durability what a write survives once it is done
     * @param observer is notified of every commit
     */
    public GroupCommit(
            Jdbi jdbi,
            Dialect dialect,
            int maxQueued,
            Duration patience,
            Durability durability,
            CommitListener observer) {
        this.jdbi = jdbi;
        this.dialect = dialect;
        this.maxQueued = maxQueued;
        this.patienceNanos = patience.toNanos();
        this.durability = durability;
        this.observer = observer;
    }

    /** One input of a write, and what becomes of it. Guarded by the lock, but for the writer that has taken it. */
    private final class Entry<I, T> {
        final WriteOperation<I, T> write;
        final I input;
        final Condition changed = lock.newCondition();
        State state = State.QUEUED;
        boolean calledToWrite;
        private WriteResult<T> outcome;
        private RuntimeException failure;

        Entry(WriteOperation<I, T> write, I input) {
            this.write = write;
            this.input = input;
        }

        void settle(WriteResult<T> settled) {
            outcome = settled;
            failure = null;
        }

        void fail(Throwable cause) {
            failure = SqlExceptionTranslator.meaning(write.action(), cause);
        }

        T answer() {
            if (failure != null) {
                throw failure;
            }
            if (outcome.rejection() != null) {
                throw outcome.rejection();
            }
            return outcome.value();
        }
    }

    private enum State {
        QUEUED,
        TAKEN,
        DONE
    }

    /**
     * Writes; when this returns, it is on the disk.
     *
     * @throws ExecutionSessionException when it was rejected, and nothing was done
     * @throws OverloadedException when too many writes wait already, or it has waited too long
     * @throws StoreUnavailableException when the database fails or takes too long
     */
    public <I, T> T run(WriteOperation<I, T> write, I input) {
        Entry<I, T> entry = new Entry<>(write, input);
        lock.lock();
        try {
            if (queue.size() >= maxQueued) {
                throw new OverloadedException("there are " + maxQueued + " writes waiting for the database already");
            }
            queue.addLast(entry);
            callNext();
            awaitDone(entry);
        } finally {
            lock.unlock();
        }
        return entry.answer();
    }

    /** How many writes wait for their turn. */
    public int queued() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the caller of the first entry in the queue write, if one more may. */
    private void callNext() {
        Entry<?, ?> next = queue.peekFirst();
        if (next != null && !next.calledToWrite && writing < dialect.writers()) {
            writing++;
            next.calledToWrite = true;
            next.changed.signal();
        }
    }

    /** Waits until the entry is done; meanwhile writes, when called to. */
    private void awaitDone(Entry<?, ?> entry) {
        long left = patienceNanos;
        // Who is interrupted may be called to write, and Java closes a file that an interrupted thread writes to, for
        // all.
        boolean interrupted = Thread.interrupted();
        try {
            while (entry.state != State.DONE) {
                if (entry.calledToWrite) {
                    writeUntilDone(entry);
                } else if (left <= 0) {
                    giveUp(entry);
                } else {
                    try {
                        left = entry.changed.awaitNanos(left);
                    } catch (InterruptedException hurried) {
                        // The write may be on its way to the disk: its caller must hear what becomes of it.
                        interrupted = true;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void giveUp(Entry<?, ?> entry) {
        if (queue.remove(entry)) {
            throw new OverloadedException("the write waited too long in the queue of the group commit");
        }
        throw new StoreUnavailableException("the database takes too long to " + entry.write.action());
    }

    /** Writes group after group until the own entry is done or in the hands of another writer. */
    private void writeUntilDone(Entry<?, ?> own) {
        List<Entry<?, ?>> group = take();
        while (!group.isEmpty()) {
            lock.unlock();
            try {
                commit(group);
            } finally {
                lock.lock();
                for (Entry<?, ?> entry : group) {
                    entry.state = State.DONE;
                    entry.changed.signal();
                }
            }
            group = own.state == State.DONE ? List.of() : take();
        }
        own.calledToWrite = false;
        writing--;
        callNext();
    }

    private List<Entry<?, ?>> take() {
        List<Entry<?, ?>> group = new ArrayList<>(Math.min(queue.size(), MAX_GROUP));
        while (!queue.isEmpty() && group.size() < MAX_GROUP) {
            Entry<?, ?> entry = queue.removeFirst();
            entry.state = State.TAKEN;
            group.add(entry);
        }
        return group;
    }

    private void commit(List<Entry<?, ?>> group) {
        long begun = System.nanoTime();
        try (Handle handle = jdbi.open()) {
            if (!commit(group, true, handle)) {
                commit(group, false, handle);
            }
            if (durability == Durability.FSYNC) {
                dialect.committed(handle);
            }
            observer.committed(group.size(), System.nanoTime() - begun);
        } catch (RuntimeException | Error failure) {
            group.forEach(entry -> entry.fail(failure));
            if (SqlExceptionTranslator.meaning("write", failure) instanceof StoreUnavailableException unavailable) {
                observer.failed(unavailable.condition());
            }
        }
    }

    /** Commits a group; false when a deadlock has undone the whole of it at its first try: the others continue meanwhile. */
    private boolean commit(List<Entry<?, ?>> group, boolean firstTry, Handle handle) {
        handle.begin();
        try {
            dialect.begun(handle);
            for (List<Entry<?, ?>> ofOneWrite : byWrite(group)) {
                apply(ofOneWrite, group.size() > 1, firstTry, handle);
            }
            handle.commit();
            return true;
        } catch (RuntimeException | Error failure) {
            rollback(handle, failure);
            if (firstTry && SqlExceptionTranslator.isDeadlock(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private static Collection<List<Entry<?, ?>>> byWrite(List<Entry<?, ?>> group) {
        Map<WriteOperation<?, ?>, List<Entry<?, ?>>> byWrite = new LinkedHashMap<>();
        for (Entry<?, ?> entry : group) {
            byWrite.computeIfAbsent(entry.write, write -> new ArrayList<>()).add(entry);
        }
        return byWrite.values();
    }

    /** Entries of one write; the cast is checked by their sharing of it. */
    @SuppressWarnings("unchecked")
    private static <I, T> void apply(
            List<? extends Entry<?, ?>> ofOneWrite, boolean shared, boolean firstTry, Handle handle) {
        List<Entry<I, T>> entries = (List<Entry<I, T>>) ofOneWrite;
        if (!shared) {
            settle(entries, handle);
            return;
        }
        handle.savepoint(SAVEPOINT);
        try {
            settle(entries, handle);
            handle.releaseSavepoint(SAVEPOINT);
        } catch (RuntimeException failure) {
            if (firstTry && SqlExceptionTranslator.isDeadlock(failure)) {
                throw failure;
            }
            // Fails itself, and with it the whole transaction, when it is the connection that is gone.
            handle.rollbackToSavepoint(SAVEPOINT);
            if (entries.size() == 1) {
                entries.get(0).fail(failure);
            } else {
                entries.forEach(entry -> apply(List.of(entry), true, firstTry, handle));
            }
        }
    }

    private static <I, T> void settle(List<Entry<I, T>> entries, Handle handle) {
        List<WriteResult<T>> outcomes = entries.get(0)
                .write
                .applyAll(handle, entries.stream().map(entry -> entry.input).toList());
        for (int i = 0; i < outcomes.size(); i++) {
            entries.get(i).settle(outcomes.get(i));
        }
    }

    private static void rollback(Handle handle, Throwable failure) {
        try {
            handle.rollback();
        } catch (RuntimeException again) {
            failure.addSuppressed(again);
        }
    }
}
