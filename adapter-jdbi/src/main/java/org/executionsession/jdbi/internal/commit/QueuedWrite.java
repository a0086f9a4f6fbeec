package org.executionsession.jdbi.internal.commit;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;

/**
 * One input of a write, and its outcome. The lock of the {@link GroupCommit} guards changes of its state. While it is TAKEN, only
 * the writing thread sets the outcome. The caller reads the state without the lock, and the outcome once the state is DONE.
 */
final class QueuedWrite<I, T> {

    final WriteOperation<I, T> write;
    final I input;

    volatile State state = State.QUEUED;
    volatile boolean calledToWrite;

    /** About how many bytes the large texts of its group take, if its thread runs a transaction. */
    long bytesOfGroup;

    /** When the thread of this write started its transaction, in nanoseconds. */
    long startedAt;

    /** About how many bytes its large texts take. */
    final long bytes;

    /** When the write was queued first, in nanoseconds. */
    final long createdAt = System.nanoTime();

    private WriteResult<T> outcome;
    private Throwable failure;
    private boolean mayBeCommitted;
    private Thread settledBy;
    private final Thread caller = Thread.currentThread();

    enum State {
        QUEUED,
        TAKEN,
        /** Another transaction holds locks that the write needs. It was rolled back, and its thread tries it again. */
        LOCKED_OUT,
        DONE;

        /** Returns whether no other thread changes the write any more. */
        boolean isEnded() {
            return this == LOCKED_OUT || this == DONE;
        }
    }

    /** Queues an input of the current thread. */
    QueuedWrite(WriteOperation<I, T> write, I input, long bytes) {
        this.write = write;
        this.input = input;
        this.bytes = bytes;
    }

    /** Returns the same write, not yet queued. */
    QueuedWrite<I, T> again() {
        return new QueuedWrite<>(write, input, bytes);
    }

    /** Returns the number of its entities. */
    int size() {
        return write.size(input);
    }

    /** Wakes the caller, if it waits: the write is done, or its thread is called to write. */
    void wake() {
        LockSupport.unpark(caller);
    }

    void settle(WriteResult<T> settled) {
        outcome = settled;
        failure = null;
        settledBy = Thread.currentThread();
    }

    /**
     * Notes a failure.
     *
     * @param uncertain whether the write may be committed nevertheless
     */
    void fail(Throwable cause, boolean uncertain) {
        failure = cause;
        mayBeCommitted = uncertain;
    }

    /** Returns whether another transaction holds locks that the write needs, and the write was rolled back. */
    boolean isLockedOut() {
        return failure != null && !mayBeCommitted && SqlExceptionTranslator.isLockTimeout(failure);
    }

    /** Returns whether the write was done. */
    boolean isDone() {
        return failure == null && outcome.rejection() == null;
    }

    /** Returns the failure of the database; empty if the write was done or failed for another reason. */
    Optional<StoreUnavailableException> unavailable() {
        return failure != null
                        && SqlExceptionTranslator.translate(write.action(), failure)
                                instanceof StoreUnavailableException unavailable
                ? Optional.of(unavailable)
                : Optional.empty();
    }

    /** Returns the value of the write, or throws its rejection or failure. */
    T result() {
        if (failure != null) {
            throw SqlExceptionTranslator.translate(write.action(), failure);
        }
        if (outcome.rejection() != null) {
            if (settledBy != Thread.currentThread()) {
                // Its frames are those of another caller, who wrote for the whole group.
                outcome.rejection().setStackTrace(new Throwable().getStackTrace());
            }
            throw outcome.rejection();
        }
        return outcome.value();
    }
}
