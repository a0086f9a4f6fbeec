package org.executionsession.http.internal.watch;

import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.port.inbound.FindEntities;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.text.FilterParser;
import org.executionsession.http.internal.json.EntityJson;
import org.executionsession.http.internal.json.Json;

/**
 * A kind of entity that streams can have.
 *
 * @param <E> the entity
 * @param properties the properties of filters
 * @param json writes the entities
 * @param entities finds the entities
 */
record EventKind<E extends AuditedEntity>(
        QueryableProperties<E> properties, EntityJson<E, ?> json, FindEntities<E> entities) {

    static EventKind<?> of(EntityKind kind, UseCases useCases) {
        return switch (kind) {
            case SESSION ->
                new EventKind<>(QueryableProperties.SESSIONS, EntityJson.SESSIONS, useCases.findExecutionSessions());
            case RESULT ->
                new EventKind<>(QueryableProperties.RESULTS, EntityJson.RESULTS, useCases.executionResults());
            case TASK -> new EventKind<>(QueryableProperties.TASKS, EntityJson.TASKS, useCases.manageTasks());
            case DETAIL -> throw new IllegalArgumentException("changes of details are those of their results");
        };
    }

    EntityKind kind() {
        return properties.kind();
    }

    /** Returns the name of the kind in the parameter {@code types}. */
    String typeName() {
        return kind().schemaPath().toLowerCase(Locale.ROOT);
    }

    EventFilter<E> parse(String filter) {
        return new EventFilter<>(this, FilterParser.parse(filter, properties));
    }

    EventFilter<E> all() {
        return new EventFilter<>(this, Filter.all());
    }

    /** Reads the entities with given ids that a caller may read. */
    void read(Set<UUID> ids, Caller caller, Consumer<AuditedEntity> consumer) {
        entities.forEach(Query.of(new Filter.OneOf<>(ids)), caller, consumer);
    }

    /** Returns the condensed JSON of an entity of this kind. */
    @SuppressWarnings("unchecked") // the entity is of this kind
    Json.Value condensed(AuditedEntity entity) {
        return generator -> json.condensed((E) entity, null, generator);
    }
}
