package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import org.executionsession.domain.idempotency.IdempotencyKey;

/** The idempotency key was used with a different request; a key names one request only. */
public final class IdempotencyKeyReusedException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects a request.
     *
     * @param key the key; not null
     */
    public IdempotencyKeyReusedException(IdempotencyKey key) {
        super("the idempotency key '" + requireNonNull(key, "key").value() + "' was used with a different request");
    }
}
