package org.executionsession.domain.refusal;

import org.executionsession.domain.model.IdempotencyKey;

/** The idempotency key came before, with another request; a key names one request only. */
public final class KeyReusedException extends RefusalException {

    private static final long serialVersionUID = 1L;

    /**
     * Refuses a request.
     *
     * @param key the key; not null
     */
    public KeyReusedException(IdempotencyKey key) {
        super("the idempotency key '" + key.value() + "' came before, with another request");
    }
}
