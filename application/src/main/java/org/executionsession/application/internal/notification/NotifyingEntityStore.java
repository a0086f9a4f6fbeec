package org.executionsession.application.internal.notification;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.executionsession.application.internal.size.EntitySize;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.References;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.jspecify.annotations.Nullable;

/**
 * Adds the notifications to the writes of one kind of entity. To know what was removed, it reads an entity before it removes it, and
 * removes it only if it is unchanged. If it removes too many for the memory, it keeps only their ids.
 */
final class NotifyingEntityStore<E extends AuditedEntity> implements EntityStore<E> {

    private final ExecutionSessionStore all;
    private final EntityStore<E> store;
    private final EntityChanges<E> changes;
    private final Notifications notifications;

    NotifyingEntityStore(
            ExecutionSessionStore all, EntityStore<E> store, EntityChanges<E> changes, Notifications notifications) {
        this.all = all;
        this.store = store;
        this.changes = changes;
        this.notifications = notifications;
    }

    private void add(long bytes, Consumer<ExecutionSessionListener> call) {
        Notification notification = new Notification(bytes, call);
        all.afterCommit(() -> notifications.add(notification));
    }

    private void created(List<E> entities) {
        if (changes.notifiesCreationAndRemoval()) {
            entities.forEach(entity -> add(EntitySize.estimate(entity), listener -> changes.created(entity, listener)));
        }
    }

    private boolean updated(boolean done, E before, E after) {
        if (done) {
            add(
                    EntitySize.estimate(before) + EntitySize.estimate(after),
                    listener -> changes.updated(before, after, listener));
        }
        return done;
    }

    @Override
    public void add(E entity) {
        store.add(entity);
        created(List.of(entity));
    }

    @Override
    public void addAll(List<E> entities) {
        store.addAll(entities);
        created(entities);
    }

    @Override
    public Optional<StoredResponse<E>> addAll(List<E> entities, IdempotentRequest request, Instant now) {
        return createdUnlessRepeated(store.addAll(entities, request, now), entities);
    }

    @Override
    public Optional<StoredResponse<E>> addAll(
            List<E> entities, References references, @Nullable IdempotentRequest request, Instant now) {
        return createdUnlessRepeated(store.addAll(entities, references, request, now), entities);
    }

    private Optional<StoredResponse<E>> createdUnlessRepeated(Optional<StoredResponse<E>> first, List<E> entities) {
        if (first.isEmpty()) {
            created(entities);
        }
        return first;
    }

    @Override
    public Optional<E> find(UUID id) {
        return store.find(id);
    }

    @Override
    public OptionalLong storedSize(UUID id) {
        return store.storedSize(id);
    }

    @Override
    public void forEach(Query<E> query, Consumer<? super E> consumer) {
        store.forEach(query, consumer);
    }

    @Override
    public void forEach(Query<E> query, Consumer<? super E> consumer, CancellationSignal signal) {
        store.forEach(query, consumer, signal);
    }

    @Override
    public long count(Filter<E> filter) {
        return store.count(filter);
    }

    @Override
    public long count(Filter<E> filter, CancellationSignal signal) {
        return store.count(filter, signal);
    }

    @Override
    public boolean replace(E entity, E read) {
        return updated(store.replace(entity, read), read, entity);
    }

    @Override
    public boolean replace(E entity, E read, References references) {
        return updated(store.replace(entity, read, references), read, entity);
    }

    @Override
    public void replaceAll(Set<UUID> ids, Consumer<? super E> check, UnaryOperator<E> change) {
        // The last attempt is the one that was committed. Each attempt calls the functions for all entities again.
        Map<E, E> replaced = new LinkedHashMap<>();
        store.replaceAll(
                ids,
                entity -> {
                    replaced.clear();
                    check.accept(entity);
                },
                entity -> {
                    E next = change.apply(entity);
                    replaced.put(entity, next);
                    return next;
                });
        replaced.forEach((before, after) -> updated(before != after, before, after));
    }

    @Override
    public boolean remove(UUID id) {
        if (!changes.notifiesCreationAndRemoval()) {
            return store.remove(id);
        }
        while (true) {
            Optional<E> read = store.find(id);
            if (read.isEmpty() || removeUnchanged(List.of(read.get()))) {
                return read.isPresent();
            }
        }
    }

    @Override
    public void removeAll(Set<UUID> ids) {
        if (!changes.notifiesCreationAndRemoval()) {
            store.removeAll(ids);
            return;
        }
        while (true) {
            RemovedEntities<E> removed = new RemovedEntities<>();
            store.forEach(Query.of(new Filter.OneOf<>(ids), List.of()), removed::add);
            Optional<List<E>> entities = removed.entities();
            if (entities.isEmpty()) {
                store.removeAll(removed.ids());
                removed(removed);
                return;
            }
            if (removeUnchanged(entities.get())) {
                return;
            }
        }
    }

    @Override
    public boolean removeUnchanged(List<E> read) {
        boolean done = store.removeUnchanged(read);
        if (done && changes.notifiesCreationAndRemoval()) {
            RemovedEntities<E> removed = new RemovedEntities<>();
            read.forEach(removed::add);
            removed(removed);
        }
        return done;
    }

    private void removed(RemovedEntities<E> removed) {
        removed.entities()
                .ifPresentOrElse(
                        entities -> entities.forEach(entity ->
                                add(EntitySize.estimate(entity), listener -> changes.removed(entity, listener))),
                        () -> {
                            Set<UUID> ids = removed.ids();
                            add(RemovedEntities.estimate(ids), listener -> changes.manyRemoved(ids, listener));
                        });
    }
}
