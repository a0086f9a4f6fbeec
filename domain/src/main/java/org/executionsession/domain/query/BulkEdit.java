package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.executionsession.domain.model.AuditedEntity;
import org.jspecify.annotations.Nullable;

/**
 * One change to several entities of a selection.
 *
 * @param filter selects the entities of the selection to change; not null
 * @param basedOn the latest modifiedDate of the entities as the caller read them; null when the caller does not know it
 * @param change returns the draft for the current version of an entity; empty keeps the entity unchanged. It may be
 *     called more than once for an entity and must not call a port; not null
 * @param <E> the entity
 * @param <D> the type of the draft
 */
public record BulkEdit<E extends AuditedEntity, D extends Record>(
        Filter<E> filter, @Nullable Instant basedOn, Function<? super E, Optional<D>> change) {

    /** The maximum number of entities in one change: other writers wait until it ends. */
    public static final int ENTITIES_MAX = 1_000;

    /** Rejects null where it is not allowed. */
    public BulkEdit {
        requireNonNull(filter, "filter");
        requireNonNull(change, "change");
    }
}
