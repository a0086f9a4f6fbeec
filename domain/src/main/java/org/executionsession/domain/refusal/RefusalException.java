package org.executionsession.domain.refusal;

/**
 * A request was refused and nothing of it was done. The set is closed, so a caller that handles the subclasses has
 * handled everything that is not a bug.
 */
public abstract sealed class RefusalException extends RuntimeException
        permits AccessDeniedException,
                IdInUseException,
                InvalidDraftException,
                KeyReusedException,
                LimitExceededException,
                ModifiedElsewhereException,
                NotFoundException,
                OverloadedException,
                QueryTimeoutException,
                RequestInProgressException,
                ResultConflictException,
                StillReferencedException,
                StoreUnavailableException {

    private static final long serialVersionUID = 1L;

    RefusalException(String message, Throwable cause) {
        super(message, cause);
    }

    /** For refusals that are an everyday answer rather than a fault: they need no stack trace, and it is not cheap. */
    RefusalException(String message) {
        super(message, null, false, false);
    }
}
