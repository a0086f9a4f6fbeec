package org.executionsession.application.internal.memory;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.References;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;

/** The common part of the stores of all kinds. */
abstract sealed class InMemoryEntityStore<E extends AuditedEntity> implements EntityStore<E>
        permits InMemorySessionStore, InMemoryResultStore, InMemoryDetailStore, InMemoryTaskStore {

    final InMemoryState state;

    private final EntityKind kind;
    private final Property<E> idProperty;
    private final Class<E> type;

    InMemoryEntityStore(InMemoryState state, QueryableProperties<E> properties, Class<E> type) {
        this.state = state;
        this.kind = properties.kind();
        this.type = type;
        this.idProperty = properties.id();
    }

    /** Returns all entities; those with the same id are in the order of the store contract. */
    abstract Stream<E> all();

    abstract void put(E entity);

    /** Replaces an entity that was read. */
    abstract void change(E read, E next);

    /** Returns whether a stored entity is unchanged since it was read. */
    boolean isAsRead(E stored, E read) {
        return stored.equals(read);
    }

    /** Returns whether no entity with an id can be added. */
    boolean isInUse(UUID id) {
        return find(id).isPresent();
    }

    /** Throws an exception if a new entity conflicts with stored ones. */
    void checkAddable(E entity) {}

    /** Throws an exception if the entity cannot be removed. */
    void checkRemovable(E entity) {}

    abstract void delete(E entity);

    @Override
    public void add(E entity) {
        requireNonNull(entity, "entity");
        addAll(List.of(entity));
    }

    @Override
    public Optional<StoredResponse<E>> addAll(List<E> entities, IdempotentRequest request, Instant now) {
        requireNonNull(request, "request");
        return addAll(entities, References.NONE, request, now);
    }

    @Override
    public void addAll(List<E> entities) {
        requireNonNull(entities, "entities");
        insert(entities, References.NONE, null, null);
    }

    @Override
    public Optional<StoredResponse<E>> addAll(
            List<E> entities, References references, IdempotentRequest request, Instant now) {
        requireNonNull(entities, "entities");
        requireNonNull(references, "references");
        requireNonNull(now, "now");
        return insert(entities, references, request, now);
    }

    /** Inserts the entities; the time is null only if the request is. */
    private Optional<StoredResponse<E>> insert(
            List<E> entities, References references, IdempotentRequest request, Instant now) {
        return state.write(() -> {
            Optional<StoredResponse<E>> before = request == null ? Optional.empty() : state.before(request, now, type);
            if (before.isEmpty()) {
                Set<UUID> ids = new HashSet<>();
                for (E entity : entities) {
                    if (!ids.add(entity.id()) || isInUse(entity.id())) {
                        throw new DuplicateIdException(kind, entity.id());
                    }
                }
                if (!state.areAsRead(references, entities)) {
                    throw VersionConflictException.of(references);
                }
                entities.stream()
                        .sorted(Comparator.comparing(AuditedEntity::id))
                        .forEach(this::checkAddable);
                references.found().forEach(reference -> state.claim(reference, entities));
                entities.forEach(this::put);
                if (request != null) {
                    state.requestByKey.put(request.key(), new StoredRequest(request, entities));
                }
            }
            return before;
        });
    }

    @Override
    public Optional<E> find(UUID id) {
        requireNonNull(id, "id");
        synchronized (state.lock) {
            return all().filter(entity -> entity.id().equals(id))
                    .reduce((one, next) -> next.createdDate().isBefore(one.createdDate()) ? one : next);
        }
    }

    @Override
    public boolean replace(E entity, E read) {
        return replace(entity, read, References.NONE);
    }

    @Override
    public boolean replace(E entity, E read, References references) {
        requireNonNull(entity, "entity");
        requireNonNull(read, "read");
        requireNonNull(references, "references");
        return state.write(() -> {
            boolean asRead =
                    find(entity.id()).filter(stored -> isAsRead(stored, read)).isPresent()
                            && state.areAsRead(references, List.of(entity));
            if (asRead) {
                references.found().forEach(reference -> state.claim(reference, List.of(entity)));
                change(read, entity);
            }
            return asRead;
        });
    }

    @Override
    public void replaceAll(Set<UUID> ids, Consumer<? super E> check, UnaryOperator<E> change) {
        requireNonNull(ids, "ids");
        requireNonNull(check, "check");
        requireNonNull(change, "change");
        state.write(() -> {
            ids.forEach(sought -> find(sought).ifPresent(check));
            state.allOrNothing(() ->
                    ids.forEach(sought -> find(sought).ifPresent(read -> change(read, change.apply(read)))));
            return null;
        });
    }

    @Override
    public boolean remove(UUID id) {
        requireNonNull(id, "id");
        return state.write(() -> {
            Optional<E> found = find(id);
            found.ifPresent(this::checkRemovable);
            found.ifPresent(this::delete);
            return found.isPresent();
        });
    }

    @Override
    public void removeAll(Set<UUID> ids) {
        requireNonNull(ids, "ids");
        state.write(() -> {
            List<E> found =
                    ids.stream().map(this::find).flatMap(Optional::stream).toList();
            found.forEach(this::checkRemovable);
            ids.forEach(this::remove);
            return null;
        });
    }

    @Override
    public boolean removeUnchanged(List<E> read) {
        requireNonNull(read, "read");
        return state.write(() -> {
            boolean unchanged = read.stream()
                    .allMatch(entity -> find(entity.id())
                            .filter(stored -> isAsRead(stored, entity))
                            .isPresent());
            if (unchanged) {
                removeAll(read.stream().map(AuditedEntity::id).collect(Collectors.toSet()));
            }
            return unchanged;
        });
    }

    @Override
    public void forEach(Query<E> query, Consumer<? super E> consumer) {
        requireNonNull(query, "query");
        requireNonNull(consumer, "consumer");
        List<E> found;
        synchronized (state.lock) {
            found = all().filter(query.filter()::matches)
                    .sorted(query.comparator(idProperty))
                    .skip(query.skip())
                    .limit(query.take())
                    .toList();
        }
        found.forEach(consumer);
    }

    @Override
    public long count(Filter<E> filter) {
        requireNonNull(filter, "filter");
        synchronized (state.lock) {
            return all().filter(filter::matches).count();
        }
    }
}
