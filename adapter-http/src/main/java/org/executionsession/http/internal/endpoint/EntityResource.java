package org.executionsession.http.internal.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.FindEntities;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.http.internal.json.EntityJson;

/**
 * The path, the JSON and the use cases of one kind of entity.
 *
 * @param <E> the entity
 * @param <D> its draft
 */
interface EntityResource<E extends AuditedEntity, D> {

    /** Returns the path below the base path, in lower case. */
    String path();

    QueryableProperties<E> queryableProperties();

    /** Returns the contract's name of the type of the entities. */
    default String schemaPath() {
        return queryableProperties().kind().schemaPath();
    }

    /** Returns the filter for those entities of the kind that the resource has. */
    default Filter<E> restricted(Filter<E> filter) {
        return filter;
    }

    /** Returns the properties that a bulk edit cannot change, in addition to the id and what the server sets. */
    default Set<String> fixedProperties() {
        return Set.of();
    }

    /** Returns how drafts are read from JSON, and entities written. */
    EntityJson<E, D> json();

    /** Returns the id of a draft; null for none. */
    UUID idOf(D draft);

    /** Returns the use case that finds entities. */
    FindEntities<E> findEntities();

    /** Creates an entity; the idempotency key is null for none. */
    E create(D draft, Caller caller, IdempotencyKey key);

    /** Creates an entity; the idempotency key is null for none. */
    List<E> createAll(List<D> drafts, Caller caller, IdempotencyKey key);

    /** Returns the stored entity whose values an update keeps where the body lacks them; empty if the body replaces all values. */
    default Optional<E> findKept(UUID id, Caller caller) {
        return Optional.empty();
    }

    E update(UUID id, D draft, Instant basedOn, Caller caller);

    void delete(UUID id, Caller caller);

    Set<Privilege> preview(D draft, Caller caller);

    /** Returns an entity with default values. */
    E blank(UUID id, Instant date);
}
