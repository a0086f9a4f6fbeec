package org.executionsession.domain.exception;

/**
 * A use case or a store did not do what it was asked for. Everything that leaves the library is a subclass, apart from a null or
 * illegal argument, a cancelled read, and what a function of the caller throws.
 *
 * <p>Unless a subclass says otherwise, nothing was changed. After a {@link StoreUnavailableException} or a
 * {@link StoreFailureException} it is unknown whether a write was done.
 *
 * <p>Exceptions have stack frames, so that the log of a host shows the call, and a cause if another exception led to them. Only an
 * {@link OverloadedException} has no frames.
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
                StoreFailureException,
                StoreUnavailableException {

    private static final long serialVersionUID = 1L;

    ExecutionSessionException(String message, Throwable cause) {
        super(message, cause);
    }

    ExecutionSessionException(String message) {
        super(message);
    }

    /** Without stack frames: {@link OverloadedException} says why. */
    ExecutionSessionException(String message, boolean hasFrames) {
        super(message, null, false, hasFrames);
    }
}
