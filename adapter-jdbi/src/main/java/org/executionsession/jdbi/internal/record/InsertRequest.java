package org.executionsession.jdbi.internal.record;

import java.time.Instant;
import java.util.List;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.model.AuditedEntity;

/**
 * What one caller adds, all or none.
 *
 * @param entities the new entities
 * @param references what they refer to, as it was read
 * @param request for which request; null when that came without an idempotency key
 * @param now the present; may be null without a request
 */
record InsertRequest<E>(
        List<E> entities, List<? extends AuditedEntity> references, IdempotentRequest request, Instant now) {

    InsertRequest(List<E> entities, IdempotentRequest request, Instant now) {
        this(entities, List.of(), request, now);
    }

    static <E> InsertRequest<E> of(List<E> entities) {
        return new InsertRequest<>(entities, List.of(), null, null);
    }

    boolean isKeyed() {
        return request != null;
    }
}
