package org.executionsession.domain.exception;

import org.jspecify.annotations.Nullable;

/**
 * The base class of the exceptions of use cases and stores. The library throws only its subclasses, except for a null
 * or illegal argument, a cancelled read, and exceptions from functions that the caller passed.
 *
 * <p>Nothing was changed, unless the subclass documents otherwise. After a {@link StoreUnavailableException} or a
 * {@link StoreFailureException} it is unknown whether a write was done.
 *
 * <p>Exceptions have stack frames, so that the log of the host application shows the call, and a cause if another
 * exception led to them. Only an {@link OverloadedException} has no frames.
 */
public abstract sealed class ExecutionSessionException extends RuntimeException
        permits AccessDeniedException,
                AmbiguousTaskException,
                CursorExpiredException,
                DuplicateIdException,
                InvalidDraftException,
                InvalidQueryException,
                IdempotencyKeyReusedException,
                LimitExceededException,
                VersionConflictException,
                NotFoundException,
                NotificationRejectedException,
                OverloadedException,
                QueryTimeoutException,
                RecordedTaskException,
                RequestInProgressException,
                ResultConflictException,
                ResultInUseException,
                SlowSubscriberException,
                StoreFailureException,
                StoreUnavailableException {

    private static final long serialVersionUID = 1L;

    ExecutionSessionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    ExecutionSessionException(String message) {
        super(message);
    }

    /** Creates an exception with or without stack frames; see {@link OverloadedException} for the reason. */
    ExecutionSessionException(String message, @Nullable Throwable cause, boolean hasFrames) {
        super(message, cause, false, hasFrames);
    }
}
