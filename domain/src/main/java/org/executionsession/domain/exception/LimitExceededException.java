package org.executionsession.domain.exception;

/** As much is kept already as may be. Nothing was done; there is room again when something is removed or expires. */
public final class LimitExceededException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects because of a limit.
     *
     * @param message which limit, and how large it is; not null
     */
    public LimitExceededException(String message) {
        super(message);
    }
}
