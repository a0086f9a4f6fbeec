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

    /** When the thread of this write started its transaction, in nanoseconds. */
    long startedAt;

    /** Since when other transactions lock the write out, in nanoseconds, and how often it was tried. */
    private long lockedOutSince;

    private int lockedOutTries;
    private WriteResult<T> outcome;
    private Throwable failure;
    private Thread settledBy;
    private final Thread caller = Thread.currentThread();

    enum State {
        QUEUED,
        TAKEN,
        /** Another transaction holds locks that the write needs. Its thread queues it again after a pause. */
        LOCKED_OUT,
        DONE
    }

    /** Queues an input of the current thread. */
    QueuedWrite(WriteOperation<I, T> write, I input) {
        this.write = write;
        this.input = input;
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

    void fail(Throwable cause) {
        failure = cause;
    }

    /** Returns whether the write is locked out and shall be tried again: for at most so long. */
    boolean isLockedOut(long maxNanos) {
        if (failure == null || !SqlExceptionTranslator.isLockTimeout(failure)) {
            return false;
        }
        if (lockedOutTries++ == 0) {
            lockedOutSince = System.nanoTime();
        }
        return System.nanoTime() - lockedOutSince < maxNanos;
    }

    int lockedOutTries() {
        return lockedOutTries;
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
