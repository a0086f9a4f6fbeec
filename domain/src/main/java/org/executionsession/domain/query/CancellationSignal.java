package org.executionsession.domain.query;

/**
 * Cancels a read whose client no longer waits for the response, so that the database can stop. Implementations are
 * thread-safe.
 */
@FunctionalInterface
public interface CancellationSignal {

    /** A read that is never cancelled. */
    CancellationSignal NONE = action -> () -> {};

    /**
     * Registers an action for the cancellation of the read. If the read is already cancelled, the action runs at once.
     *
     * @param action cancels the read; it is fast, and any thread may call it, also more than once; not null
     * @return the registration, which the read closes when it ends; not null
     */
    Registration onCancel(Runnable action);

    /** A registered action. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {

        /** Removes the action. */
        @Override
        void close();
    }
}
