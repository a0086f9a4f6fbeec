package org.executionsession.domain.idempotency;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What was made for a {@link IdempotentRequest} before: what it recorded, or the id of the selection that it selected.
 *
 * @param <E> what is made
 * @param content what was asked for then; not null
 * @param entities what was made, as it was then; the id of a selection stands alone; empty when something of another kind was
 */
public record StoredResponse<E>(Fingerprint content, List<E> entities) {

    /** Rejects null and takes its own copy of the list. */
    public StoredResponse {
        requireNonNull(content, "content");
        entities = List.copyOf(entities);
    }
}
