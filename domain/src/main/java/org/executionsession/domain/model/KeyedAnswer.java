package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What was recorded for a {@link KeyedRequest} before.
 *
 * @param <E> the entity
 * @param content what was asked for then; not null
 * @param entities what was recorded, as it was then; empty when entities of another kind were
 */
public record KeyedAnswer<E extends Recorded>(Fingerprint content, List<E> entities) {

    /** Refuses null and takes its own copy of the list. */
    public KeyedAnswer {
        requireNonNull(content, "content");
        entities = List.copyOf(entities);
    }
}
