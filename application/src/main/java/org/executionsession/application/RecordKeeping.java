package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
import org.executionsession.domain.query.BulkEdit;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.refusal.AccessDeniedException;
import org.executionsession.domain.refusal.InvalidDraftException;
import org.executionsession.domain.refusal.ModifiedElsewhereException;
import org.executionsession.domain.refusal.NotFoundException;
import org.executionsession.domain.refusal.Violation;

/** What is done with the entities of every kind in the same way; each kind says how a draft becomes an entity. */
abstract sealed class RecordKeeping<E extends Recorded, D extends Record> implements FindRecords<E>
        permits SessionKeeping, ResultKeeping, DetailKeeping {

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
        requireNonNull(caller, "caller");
        Optional<Set<Action>> anyway = surroundings.policy().allowedWithAny(caller);
        if (anyway.isPresent()) {
            if (anyway.get().contains(Action.READ)) {
                store.each(query, reader);
            }
            return;
        }
        // The page is of what the caller may read, so the store cannot cut it.
        AtomicLong readable = new AtomicLong();
        store.each(Query.of(query.filter(), query.order()), entity -> {
            if (allows(Action.READ, entity, caller)) {
                long position = readable.getAndIncrement();
                if (position >= query.skip() && position - query.skip() < query.take()) {
                    reader.accept(entity);
                }
            }
        });
    }

    @Override
    public final long count(Filter<E> filter, Caller caller) {
        requireNonNull(caller, "caller");
        Optional<Set<Action>> anyway = surroundings.policy().allowedWithAny(caller);
        if (anyway.isPresent()) {
            return anyway.get().contains(Action.READ) ? store.count(filter) : 0;
        }
        AtomicLong readable = new AtomicLong();
        each(Query.of(filter, List.of()), caller, entity -> readable.incrementAndGet());
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

    /** Several at once, all or none. Those that are gone already do not matter. */
    final void updateAll(Set<UUID> picked, BulkEdit<E, D> edit, Caller caller) {
        store.replaceAll(
                meant(picked, edit.filter()),
                entity -> checkChangeable(entity, edit, caller),
                entity -> edit.change()
                        .apply(entity)
                        .map(draft -> {
                            surroundings.validator().validate(draft);
                            return changedAsPermitted(entity, draft, caller);
                        })
                        .orElse(entity));
    }

    /** Throws when the caller may change nothing at all: that is so whatever there is to be changed. */
    final void checkMayUpdate(Caller caller) {
        surroundings
                .policy()
                .allowedWithAny(caller)
                .filter(anyway -> !anyway.contains(Action.UPDATE))
                .ifPresent(without -> {
                    throw new AccessDeniedException(Action.UPDATE);
                });
    }

    private Set<UUID> meant(Set<UUID> picked, Filter<E> filter) {
        Set<UUID> meant = new HashSet<>();
        store.each(
                new Query<>(
                        new Filter.And<>(List.of(new Filter.OneOf<>(picked), filter)),
                        List.of(),
                        0,
                        BulkEdit.ENTITIES_MAX + 1L),
                entity -> meant.add(entity.id()));
        if (meant.size() > BulkEdit.ENTITIES_MAX) {
            throw new InvalidDraftException(List.of(new Violation(
                    List.of(), "must be of at most " + BulkEdit.ENTITIES_MAX + " entities; a filter can narrow it")));
        }
        return meant;
    }

    private void checkChangeable(E entity, BulkEdit<E, D> edit, Caller caller) {
        permitted(Action.UPDATE, permitted(Action.READ, entity, caller), caller);
        if (edit.basedOn() == null
                || entity.modifiedDate().isAfter(edit.basedOn())
                || !edit.filter().matches(entity)) {
            throw new ModifiedElsewhereException(kind, entity.id());
        }
    }

    public final void delete(UUID id, Caller caller) {
        requireNonNull(caller, "caller");
        E entity = find(id, caller).orElseThrow(() -> new NotFoundException(kind, id));
        permitted(Action.DELETE, entity, caller);
        if (!store.remove(id)) {
            throw new NotFoundException(kind, id);
        }
    }

    /** Several at once, all or none. Those that are gone already do not matter. */
    final void deleteAll(Set<UUID> ids, Caller caller) {
        Set<Action> anyway = surroundings.policy().allowedWithAny(caller).orElse(Set.of());
        if (!anyway.containsAll(Set.of(Action.READ, Action.DELETE))) {
            store.each(
                    Query.of(new Filter.OneOf<>(ids), List.of()),
                    entity -> permitted(Action.DELETE, permitted(Action.READ, entity, caller), caller));
        }
        store.removeAll(ids);
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
