package org.executionsession.application.internal.memory;

import java.util.List;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;

/** A request with an idempotency key, and the entities that it created. */
record StoredRequest(IdempotentRequest request, List<?> made) {

    <E> StoredResponse<E> answer(Class<E> type) {
        return new StoredResponse<>(
                request.content(),
                made.stream().filter(type::isInstance).map(type::cast).toList());
    }
}
