package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

/**
 * The store failed for an unknown reason: most likely a defect of the library, or tables that another program changed.
 * Whether a write was done is unknown.
 */
public final class StoreFailureException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports a failure.
     *
     * @param message the operation that failed; not null
     * @param cause the exception of the driver; not null
     */
    public StoreFailureException(String message, Throwable cause) {
        super(requireNonNull(message, "message"), requireNonNull(cause, "cause"));
    }
}
