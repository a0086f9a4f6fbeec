package org.executionsession.domain.exception;

import org.executionsession.domain.idempotency.IdempotencyKey;

/** The same request is being done right now; sent again a little later, it is answered. */
public final class RequestInProgressException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects a request.
     *
     * @param key its idempotency key; not null
     */
    public RequestInProgressException(IdempotencyKey key) {
        super("the request with the idempotency key '" + key.value() + "' is in progress");
    }
}
