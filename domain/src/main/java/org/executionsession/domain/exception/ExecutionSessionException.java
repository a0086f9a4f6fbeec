package org.executionsession.domain.exception;

/**
 * A request was rejected and nothing of it was done. The set is closed, so a caller that handles the subclasses has
 * handled everything that is not a bug.
 */
public abstract sealed class ExecutionSessionException extends RuntimeException
        permits AccessDeniedException,
                DuplicateIdException,
                InvalidDraftException,
                InvalidQueryException,
                IdempotencyKeyReusedException,
                LimitExceededException,
                VersionConflictException,
                NotFoundException,
                OverloadedException,
                QueryTimeoutException,
                RequestInProgressException,
                ResultConflictException,
                ResultInUseException,
                StoreUnavailableException {

    private static final long serialVersionUID = 1L;

    ExecutionSessionException(String message, Throwable cause) {
        super(message, cause);
    }

    /** For rejections that are an everyday answer rather than a fault: they need no stack trace, and it is not cheap. */
    ExecutionSessionException(String message) {
        super(message, null, false, false);
    }
}
