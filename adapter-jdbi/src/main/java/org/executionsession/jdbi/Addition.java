package org.executionsession.jdbi;

import java.time.Instant;
import java.util.List;
import org.executionsession.domain.model.KeyedRequest;
import org.executionsession.domain.model.Recorded;

/**
 * What one caller adds, all or none.
 *
 * @param entities the new entities
 * @param references what they refer to, as it was read
 * @param request for which request; null when that came without an idempotency key
 * @param now the present; may be null without a request
 */
record Addition<E>(List<E> entities, List<? extends Recorded> references, KeyedRequest request, Instant now) {

    Addition(List<E> entities, KeyedRequest request, Instant now) {
        this(entities, List.of(), request, now);
    }

    static <E> Addition<E> of(List<E> entities) {
        return new Addition<>(entities, List.of(), null, null);
    }

    boolean isKeyed() {
        return request != null;
    }
}
