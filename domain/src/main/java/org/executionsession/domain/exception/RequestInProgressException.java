package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import org.executionsession.domain.idempotency.IdempotencyKey;

/** Another request with the same idempotency key is in progress; a retry after it ends gets the response. */
public final class RequestInProgressException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects a request.
     *
     * @param key its idempotency key; not null
     */
    public RequestInProgressException(IdempotencyKey key) {
        super("the request with the idempotency key '"
                + requireNonNull(key, "key").value() + "' is in progress");
    }
}
