package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.executionsession.domain.model.AuditedEntity;

/**
 * One change of several entities of a selection.
 *
 * @param filter which entities of the selection; not null
 * @param basedOn the latest modifiedDate of the entities as the caller read them; null when the caller does not know it
 * @param change what the caller says of an entity as it is when it is changed; empty leaves the entity as it is. It may
 *     be called more than once for an entity, and must not use a port; not null
 * @param <E> the entity
 * @param <D> what a caller may say of it
 */
public record BulkEdit<E extends AuditedEntity, D extends Record>(
        Filter<E> filter, Instant basedOn, Function<? super E, Optional<D>> change) {

    /** The most entities that are changed at once: other writers wait while it lasts. */
    public static final int ENTITIES_MAX = 1_000;

    /** Rejects null where it is not allowed. */
    public BulkEdit {
        requireNonNull(filter, "filter");
        requireNonNull(change, "change");
    }
}
