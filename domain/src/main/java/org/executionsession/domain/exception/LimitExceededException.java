package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

/** A limit on stored data is reached. Nothing was changed; the request can succeed after data is deleted or expires. */
public final class LimitExceededException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects a request that would exceed a limit.
     *
     * @param message the limit and its value; not null
     */
    public LimitExceededException(String message) {
        super(requireNonNull(message, "message"));
    }
}
