package org.executionsession.storecontract;

import static java.util.Comparator.comparing;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.References;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.jspecify.annotations.Nullable;

/** The operations of {@link StoreModel} that are the same for every kind of entity. */
abstract sealed class ModelEntityStore<E extends AuditedEntity> implements EntityStore<E>
        permits StoreModel.Sessions, StoreModel.Results, StoreModel.Details {

    private final QueryableProperties<E> properties;

    ModelEntityStore(QueryableProperties<E> properties) {
        this.properties = properties;
    }

    /** Returns all entities; those with the same id are in the order of {@code ExecutionSessionStore}. */
    abstract List<E> all();

    abstract void put(E entity);

    abstract void change(E read, E next);

    /** Throws when the entity cannot be removed. */
    void checkRemovable(E entity) {}

    abstract void delete(E entity);

    @Override
    public void add(E entity) {
        addAll(List.of(entity));
    }

    @Override
    public Optional<StoredResponse<E>> addAll(List<E> entities, IdempotentRequest request, Instant now) {
        throw new UnsupportedOperationException("the model does not include idempotency keys");
    }

    @Override
    public Optional<StoredResponse<E>> addAll(
            List<E> entities, References references, @Nullable IdempotentRequest request, Instant now) {
        throw new UnsupportedOperationException("the model does not include references");
    }

    @Override
    public boolean replace(E entity, E read, References references) {
        throw new UnsupportedOperationException("the model does not include references");
    }

    /** Throws when a new entity contradicts what is stored. */
    void checkAddable(E entity) {}

    @Override
    public void addAll(List<E> entities) {
        Set<UUID> taken = new HashSet<>(all().stream().map(AuditedEntity::id).toList());
        for (E entity : entities) {
            if (!taken.add(entity.id())) {
                throw new DuplicateIdException(properties.kind(), entity.id());
            }
        }
        entities.stream().sorted(comparing(AuditedEntity::id)).forEach(this::checkAddable);
        entities.forEach(this::put);
    }

    @Override
    public Optional<E> find(UUID id) {
        Optional<E> meant = Optional.empty();
        for (E entity : all()) {
            if (entity.id().equals(id)
                    && meant.filter(last -> last.createdDate().isAfter(entity.createdDate()))
                            .isEmpty()) {
                meant = Optional.of(entity);
            }
        }
        return meant;
    }

    @Override
    public void forEach(Query<E> query, Consumer<? super E> reader) {
        all().stream()
                .filter(query.filter()::matches)
                .sorted(query.comparator(properties.id()))
                .skip(query.skip())
                .limit(query.take())
                .forEach(reader);
    }

    @Override
    public long count(Filter<E> filter) {
        return all().stream().filter(filter::matches).count();
    }

    @Override
    public boolean replace(E entity, E read) {
        boolean asRead = find(entity.id()).equals(Optional.of(read));
        if (asRead) {
            change(read, entity);
        }
        return asRead;
    }

    @Override
    public void replaceAll(Set<UUID> ids, Consumer<? super E> check, UnaryOperator<E> change) {
        throw new UnsupportedOperationException("the model includes only the replacement of one entity");
    }

    @Override
    public boolean remove(UUID id) {
        Optional<E> entity = find(id);
        entity.ifPresent(this::checkRemovable);
        entity.ifPresent(this::delete);
        return entity.isPresent();
    }

    @Override
    public boolean removeUnchanged(List<E> read) {
        boolean unchanged = read.stream().allMatch(entity -> find(entity.id()).equals(Optional.of(entity)));
        if (unchanged) {
            read.forEach(entity -> checkRemovable(entity));
            read.forEach(entity -> remove(entity.id()));
        }
        return unchanged;
    }

    @Override
    public void removeAll(Set<UUID> ids) {
        ids.forEach(id -> find(id).ifPresent(this::checkRemovable));
        ids.forEach(this::remove);
    }
}
