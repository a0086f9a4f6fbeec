package org.executionsession.domain.refusal;

import org.executionsession.domain.model.IdempotencyKey;

/** The same request is being done right now; sent again a little later, it is answered. */
public final class RequestInProgressException extends RefusalException {

    private static final long serialVersionUID = 1L;

    /**
     * Refuses a request.
     *
     * @param key its idempotency key; not null
     */
    public RequestInProgressException(IdempotencyKey key) {
        super("the request with the idempotency key '" + key.value() + "' is in progress");
    }
}
