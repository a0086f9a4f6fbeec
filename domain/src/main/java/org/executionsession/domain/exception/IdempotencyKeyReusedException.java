package org.executionsession.domain.exception;

import org.executionsession.domain.idempotency.IdempotencyKey;

/** The idempotency key came before, with another request; a key names one request only. */
public final class IdempotencyKeyReusedException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Refuses a request.
     *
     * @param key the key; not null
     */
    public IdempotencyKeyReusedException(IdempotencyKey key) {
        super("the idempotency key '" + key.value() + "' came before, with another request");
    }
}
