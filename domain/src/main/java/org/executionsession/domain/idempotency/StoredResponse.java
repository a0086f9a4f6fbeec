package org.executionsession.domain.idempotency;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The stored outcome of an earlier {@link IdempotentRequest}: the entities that it created, or the id of its selection.
 *
 * @param <E> the type of the entities, or of the id of a selection
 * @param content the fingerprint of the content of the earlier request; not null
 * @param entities the entities as they were created, or the one id of a selection; empty when the request created
 *     entities of another kind
 */
public record StoredResponse<E>(Fingerprint content, List<E> entities) {

    /** Rejects null and copies the list. */
    public StoredResponse {
        requireNonNull(content, "content");
        entities = List.copyOf(requireNonNull(entities, "entities"));
    }
}
