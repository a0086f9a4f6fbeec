package org.executionsession.jdbi.internal.record;

import java.time.Instant;
import java.util.List;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.model.References;

/**
 * The insert of one caller, all or none.
 *
 * @param entities the new entities
 * @param references to what they refer
 * @param request the request with its idempotency key; null if it has no key
 * @param now the present; may be null if the request is null
 */
record InsertRequest<E>(List<E> entities, References references, IdempotentRequest request, Instant now) {

    InsertRequest(List<E> entities, IdempotentRequest request, Instant now) {
        this(entities, References.NONE, request, now);
    }

    static <E> InsertRequest<E> of(List<E> entities) {
        return new InsertRequest<>(entities, References.NONE, null, null);
    }

    boolean isKeyed() {
        return request != null;
    }
}
