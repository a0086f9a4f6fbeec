package org.executionsession.domain.exception;

/**
 * The store failed in a way that its condition does not explain: most likely a defect of the library, or tables that somebody
 * else has changed. Whether a write was done is unknown.
 */
public final class StoreFailureException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param message what was tried; not null
     * @param cause what the driver of the store reported; not null
     */
    public StoreFailureException(String message, Throwable cause) {
        super(message, cause);
    }
}
