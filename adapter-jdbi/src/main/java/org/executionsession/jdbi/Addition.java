package org.executionsession.jdbi;

import java.time.Instant;
import java.util.List;
import org.executionsession.domain.model.KeyedRequest;

/**
 * What one caller adds, all or none.
 *
 * @param entities the new entities
 * @param request for which request; null when that came without an idempotency key
 * @param now the present; may be null without a request
 */
record Addition<E>(List<E> entities, KeyedRequest request, Instant now) {

    static <E> Addition<E> of(List<E> entities) {
        return new Addition<>(entities, null, null);
    }

    boolean isKeyed() {
        return request != null;
    }
}
