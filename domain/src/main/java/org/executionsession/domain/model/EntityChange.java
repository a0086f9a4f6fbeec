package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change of an entity.
 *
 * @param type what was done; never null
 * @param kind the kind of the entity: a session, a result or a task; never null. A change of the details of a result is a change of the result
 * @param id the id of the entity; never null
 * @param executionId the session of a result; null if it has none, and for other entities. A change of a result by itself changes what is read
 *     as its session, too
 * @param modifiedDate the date of the version that the change made; null for a deleted entity
 * @param properties the names of the changed properties in the contract, such as {@code status}, and of changed references and lists, such as
 *     {@code details}; empty if they are not known, and for an entity that was created or deleted. {@code modifiedDate} is not among them
 */
public record EntityChange(
        ChangeType type,
        EntityKind kind,
        UUID id,
        @Nullable UUID executionId,
        @Nullable Instant modifiedDate,
        Set<String> properties) {

    /** Rejects null, and copies the properties. */
    public EntityChange {
        requireNonNull(type, "type");
        requireNonNull(kind, "kind");
        requireNonNull(id, "id");
        requireNonNull(properties, "properties");
        properties = Collections.unmodifiableSet(new LinkedHashSet<>(properties));
    }

    /**
     * Returns the change that created an entity.
     *
     * @param entity the entity; not null
     * @return the change
     */
    public static EntityChange created(AuditedEntity entity) {
        return of(ChangeType.CREATE, entity, Set.of());
    }

    /**
     * Returns the change that updated an entity.
     *
     * @param entity the entity as it is now; not null
     * @param properties the changed properties; empty if they are not known; not null
     * @return the change
     */
    public static EntityChange updated(AuditedEntity entity, Set<String> properties) {
        requireNonNull(entity, "entity");
        return of(ChangeType.UPDATE, entity, properties);
    }

    /**
     * Returns the change that deleted an entity.
     *
     * @param kind the kind of the entity; not null
     * @param id its id; not null
     * @param executionId the session of a result; null for none
     * @return the change
     */
    public static EntityChange deleted(EntityKind kind, UUID id, @Nullable UUID executionId) {
        return new EntityChange(ChangeType.DELETE, kind, id, executionId, null, Set.of());
    }

    private static EntityChange of(ChangeType type, AuditedEntity entity, Set<String> properties) {
        requireNonNull(entity, "entity");
        UUID executionId =
                entity instanceof ExecutionResultEntity result ? result.origin().executionId() : null;
        return new EntityChange(type, entity.kind(), entity.id(), executionId, entity.modifiedDate(), properties);
    }

    /**
     * Returns whether an entity is the one that was changed. Results of several sessions can have the same id.
     *
     * @param entity the entity; not null
     * @return true if it has the same kind, id and session
     */
    public boolean concerns(AuditedEntity entity) {
        EntityChange other = of(type, entity, Set.of());
        return kind == other.kind
                && id.equals(other.id)
                && (executionId == null ? other.executionId == null : executionId.equals(other.executionId));
    }
}
