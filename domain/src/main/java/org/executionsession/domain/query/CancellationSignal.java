package org.executionsession.domain.query;

/**
 * Tells a read that nobody waits for its response any more, so that the database need not continue. Implementations are safe for use
 * by many threads.
 */
@FunctionalInterface
public interface CancellationSignal {

    /** A read that is never cancelled. */
    CancellationSignal NONE = action -> () -> {};

    /**
     * Registers what is to be done when the read is cancelled; when it was cancelled already, that is done at once.
     *
     * @param action ends the read; quick, and may be called by any thread, also more than once; not null
     * @return to be closed when the read has ended; not null
     */
    Registration onCancel(Runnable action);

    /** What a read has registered. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {

        /** Purges the action. */
        @Override
        void close();
    }
}
