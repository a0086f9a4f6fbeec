package org.executionsession.domain.exception;

/**
 * More is asked of the store than it can do, and enough waits already. Nothing was done; it may be sent again soon.
 *
 * <p>It has no stack frames: it is thrown once for each write that comes while the store has too many, so a rejection must cost far
 * less than a write. All of them come from one place, the queue of the store.
 */
public final class OverloadedException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects because of too much work.
     *
     * @param message what there is too much of; not null
     */
    public OverloadedException(String message) {
        super(message, false);
    }
}
