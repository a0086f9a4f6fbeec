package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.executionsession.domain.model.Action;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.IdempotencyKey;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.port.inbound.FindRecords;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.RecordStore;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.refusal.AccessDeniedException;
import org.executionsession.domain.refusal.ModifiedElsewhereException;
import org.executionsession.domain.refusal.NotFoundException;

/** What is done with the entities of every kind in the same way; each kind says how a draft becomes an entity. */
abstract sealed class RecordKeeping<E extends Recorded, D extends Record> implements FindRecords<E>
        permits SessionKeeping, ResultKeeping, DetailKeeping {

    /** What is deleted is read first. */
    private static final Set<Action> DELETION = Set.of(Action.READ, Action.DELETE);

    private final EntityKind kind;
    private final RecordStore<E> store;
    private final Surroundings surroundings;

    RecordKeeping(EntityKind kind, RecordStore<E> store, Surroundings surroundings) {
        this.kind = kind;
        this.store = store;
        this.surroundings = surroundings;
    }

    /** What the use cases of all kinds share. */
    record Surroundings(
            DraftValidator validator, AccessPolicy policy, Clock clock, Supplier<UUID> newIds, KeyedRequests keyed) {}

    abstract E recorded(D draft, Instant at, Caller by, Supplier<UUID> newIds);

    abstract E changed(E entity, D draft, Instant at, Caller by, Supplier<UUID> newIds);

    public final E create(D draft, Caller caller, IdempotencyKey key) {
        requireNonNull(draft, "draft");
        requireNonNull(caller, "caller");
        surroundings.validator().validate(draft);
        E entity = permitted(
                Action.CREATE, recorded(draft, surroundings.clock().instant(), caller, surroundings.newIds()), caller);
        if (key != null) {
            var asked = KeyedRequests.Asked.toRecord(kind, false, List.of(draft), caller, key);
            return surroundings.keyed().add(List.of(entity), store, asked).get(0);
        }
        store.add(entity);
        return entity;
    }

    public final List<E> createAll(List<D> drafts, Caller caller, IdempotencyKey key) {
        requireNonNull(caller, "caller");
        surroundings.validator().validateAll(drafts);
        Instant now = surroundings.clock().instant();
        List<E> entities = new ArrayList<>(drafts.size());
        for (D draft : drafts) {
            entities.add(permitted(Action.CREATE, recorded(draft, now, caller, surroundings.newIds()), caller));
        }
        if (key != null) {
            var asked = KeyedRequests.Asked.toRecord(kind, true, drafts, caller, key);
            return surroundings.keyed().add(entities, store, asked);
        }
        store.addAll(entities);
        return entities;
    }

    @Override
    public final Optional<E> find(UUID id, Caller caller) {
        requireNonNull(caller, "caller");
        return store.find(id).map(entity -> permitted(Action.READ, entity, caller));
    }

    @Override
    public final void each(Query<E> query, Caller caller, Consumer<? super E> reader) {
        each(query, caller, reader, CancellationSignal.NONE);
    }

    @Override
    public final void each(Query<E> query, Caller caller, Consumer<? super E> reader, CancellationSignal signal) {
        requireNonNull(caller, "caller");
        Optional<Set<Action>> anyway = surroundings.policy().allowedWithAny(caller);
        if (anyway.isPresent()) {
            if (anyway.get().contains(Action.READ)) {
                store.each(query, reader, signal);
            }
            return;
        }
        // The page is of what the caller may read, so the store cannot cut it.
        AtomicLong readable = new AtomicLong();
        store.each(
                Query.of(query.filter(), query.order()),
                entity -> {
                    if (allows(Action.READ, entity, caller)) {
                        long position = readable.getAndIncrement();
                        if (position >= query.skip() && position - query.skip() < query.take()) {
                            reader.accept(entity);
                        }
                    }
                },
                signal);
    }

    @Override
    public final long count(Filter<E> filter, Caller caller) {
        return count(filter, caller, CancellationSignal.NONE);
    }

    @Override
    public final long count(Filter<E> filter, Caller caller, CancellationSignal signal) {
        requireNonNull(caller, "caller");
        Optional<Set<Action>> anyway = surroundings.policy().allowedWithAny(caller);
        if (anyway.isPresent()) {
            return anyway.get().contains(Action.READ) ? store.count(filter, signal) : 0;
        }
        AtomicLong readable = new AtomicLong();
        each(Query.of(filter, List.of()), caller, entity -> readable.incrementAndGet(), signal);
        return readable.get();
    }

    public final E update(UUID id, D draft, Instant basedOn, Caller caller) {
        requireNonNull(draft, "draft");
        requireNonNull(caller, "caller");
        E entity = changeable(id, caller);
        surroundings.validator().validate(draft);
        Instant version = entity.modifiedDate();
        if (basedOn == null || version.isAfter(basedOn)) {
            throw new ModifiedElsewhereException(kind, id);
        }
        E next = changedAsPermitted(entity, draft, caller);
        while (!store.replace(next, entity)) {
            entity = changeable(id, caller);
            if (!entity.modifiedDate().equals(version)) {
                throw new ModifiedElsewhereException(kind, id);
            }
            // It is the result of the session alone that somebody else has changed: what the draft does not say of it
            // stays.
            next = changedAsPermitted(entity, draft, caller);
        }
        return next;
    }

    /** What may be changed need not be allowed to become anything. */
    private E changedAsPermitted(E entity, D draft, Caller caller) {
        E next = changed(entity, draft, surroundings.clock().instant(), caller, surroundings.newIds());
        return permitted(Action.UPDATE, next, caller);
    }

    private E changeable(UUID id, Caller caller) {
        return permitted(Action.UPDATE, find(id, caller).orElseThrow(() -> new NotFoundException(kind, id)), caller);
    }

    public final void delete(UUID id, Caller caller) {
        requireNonNull(caller, "caller");
        E entity = deletable(id, caller);
        if (mayDeleteAny(caller)) {
            if (!store.remove(id)) {
                throw new NotFoundException(kind, id);
            }
            return;
        }
        while (!store.removeUnchanged(List.of(entity))) {
            // What is there by now need not be the caller's to delete.
            entity = deletable(id, caller);
        }
    }

    private E deletable(UUID id, Caller caller) {
        return permitted(Action.DELETE, find(id, caller).orElseThrow(() -> new NotFoundException(kind, id)), caller);
    }

    /**
     * Several at once, all or none. Those that are gone already do not matter. Where the right depends on the entity, only
     * what was checked is removed: others may create entities with these ids meanwhile.
     */
    final void deleteAll(Set<UUID> ids, Caller caller) {
        checkDeletes(caller);
        if (mayDeleteAny(caller)) {
            store.removeAll(ids);
            return;
        }
        List<E> checked;
        do {
            checked = deletable(ids, caller);
        } while (!store.removeUnchanged(checked));
    }

    private List<E> deletable(Set<UUID> ids, Caller caller) {
        Map<UUID, E> meant = new LinkedHashMap<>();
        // Of those with the same id, the last one is meant.
        store.each(Query.of(new Filter.OneOf<>(ids), List.of()), entity -> meant.put(entity.id(), entity));
        meant.values().forEach(entity -> permitted(Action.DELETE, permitted(Action.READ, entity, caller), caller));
        return List.copyOf(meant.values());
    }

    /** Refuses a caller who may delete nothing, whatever exists. */
    final void checkDeletes(Caller caller) {
        surroundings.policy().allowedWithAny(caller).ifPresent(anyway -> {
            if (!anyway.containsAll(DELETION)) {
                throw new AccessDeniedException(Action.DELETE);
            }
        });
    }

    private boolean mayDeleteAny(Caller caller) {
        return surroundings
                .policy()
                .allowedWithAny(caller)
                .filter(anyway -> anyway.containsAll(DELETION))
                .isPresent();
    }

    private E permitted(Action action, E entity, Caller caller) {
        if (!allows(action, entity, caller)) {
            throw new AccessDeniedException(action, kind);
        }
        return entity;
    }

    private boolean allows(Action action, E entity, Caller caller) {
        return surroundings.policy().allowed(caller, entity).contains(action);
    }
}
