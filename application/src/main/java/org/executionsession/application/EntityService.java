package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.exception.Violation;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.References;
import org.executionsession.domain.port.inbound.FindEntities;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.query.BulkEdit;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.jspecify.annotations.Nullable;

/** Implements the use cases that entities of all kinds have in common. Each kind implements how a draft becomes an entity. */
abstract sealed class EntityService<E extends AuditedEntity, D extends Record> implements FindEntities<E>
        permits ExecutionSessionService, ExecutionResultService, ExecutionResultDetailService, TaskService {

    /** The maximum number of attempts for a write that conflicts with concurrent changes. So many are no coincidence. */
    private static final int ATTEMPTS = 100;

    private final EntityKind kind;
    private final EntityStore<E> store;
    private final ServiceContext context;
    private final PrivilegeCheck privileges;

    EntityService(EntityKind kind, EntityStore<E> store, ServiceContext context) {
        this.kind = kind;
        this.store = store;
        this.context = context;
        this.privileges = new PrivilegeCheck(context.policy());
    }

    /** Returns the draft with its references resolved. The entity is the one that is updated; null if the draft creates one. */
    abstract D resolved(D draft, @Nullable E entity, ReferenceResolver.OfRequest references);

    abstract E newEntity(D draft, Instant at, Caller by, Supplier<UUID> newIds);

    abstract E updatedEntity(E entity, D draft, Instant at, Caller by, Supplier<UUID> newIds);

    /**
     * Ends what depends on an entity. It is called before the removal, so that a crash between the two leaves nothing behind that nobody
     * ends, and after it, for what has begun meanwhile.
     */
    void endDependents(UUID id) {}

    public final E create(D draft, Caller caller, @Nullable IdempotencyKey key) {
        requireNonNull(draft, "draft");
        requireNonNull(caller, "caller");
        privileges.requireForAll(caller, kind, Privilege.CREATE);
        context.validator().validate(draft);
        return added(List.of(draft), false, caller, key).get(0);
    }

    public final List<E> createAll(List<D> drafts, Caller caller, @Nullable IdempotencyKey key) {
        requireNonNull(drafts, "drafts");
        requireNonNull(caller, "caller");
        privileges.requireForAll(caller, kind, Privilege.CREATE);
        context.validator().validateAll(drafts);
        if (drafts.isEmpty()) {
            // Nothing is created, so the idempotency key need not be stored.
            return List.of();
        }
        return added(drafts, true, caller, key);
    }

    /**
     * Adds the entities of drafts. Retries if a referenced entity has changed since it was read. {@code list} is whether the
     * client sent the drafts as a list.
     */
    private List<E> added(List<D> drafts, boolean list, Caller caller, @Nullable IdempotencyKey key) {
        for (int attempt = 1; ; attempt++) {
            try (ReferenceResolver.OfRequest references = context.references().new OfRequest(caller);
                    EntityBudget.Held held = context.newHeld()) {
                Instant now = context.clock().instant();
                List<E> entities = new ArrayList<>(drafts.size());
                for (int i = 0; i < drafts.size(); i++) {
                    references.enter(list ? List.of(Integer.toString(i)) : List.of());
                    D resolved = resolved(drafts.get(i), null, references);
                    entities.add(
                            permitted(Privilege.CREATE, newEntity(resolved, now, caller, context.newIds()), caller));
                }
                held.created(entities);
                if (key != null) {
                    var request = IdempotentExecution.ClientRequest.toCreate(kind, list, drafts, caller, key);
                    return context.keyed().add(entities, references.read(), store, request);
                }
                add(entities, references.read(), now);
                return entities;
            } catch (VersionConflictException changed) {
                if (attempt == ATTEMPTS) {
                    throw changed;
                }
            }
        }
    }

    private void add(List<E> entities, References references, Instant now) {
        if (!references.isEmpty()) {
            store.addAll(entities, references, null, now);
        } else if (entities.size() == 1) {
            store.add(entities.get(0));
        } else {
            store.addAll(entities);
        }
    }

    @Override
    public final Optional<E> find(UUID id, Caller caller) {
        requireNonNull(id, "id");
        requireNonNull(caller, "caller");
        privileges.requireForAll(caller, kind, Privilege.READ);
        // For a caller without the privilege to read it, the entity does not exist: the response must not reveal its
        // id.
        return store.find(id).filter(entity -> privileges.allows(Privilege.READ, entity, caller));
    }

    @Override
    public final void forEach(Query<E> query, Caller caller, Consumer<? super E> consumer) {
        forEach(query, caller, consumer, CancellationSignal.NONE);
    }

    @Override
    public final void forEach(Query<E> query, Caller caller, Consumer<? super E> consumer, CancellationSignal signal) {
        requireNonNull(query, "query");
        requireNonNull(caller, "caller");
        requireNonNull(consumer, "consumer");
        requireNonNull(signal, "signal");
        Optional<Set<Privilege>> anyway = context.policy().allowedForAll(caller);
        if (anyway.isPresent()) {
            if (anyway.get().contains(Privilege.READ)) {
                store.forEach(query, consumer, signal);
            }
            return;
        }
        // A page counts only entities that the caller may read, so the store cannot apply skip and take.
        AtomicLong readable = new AtomicLong();
        store.forEach(
                Query.of(query.filter(), query.order()),
                entity -> {
                    if (privileges.allows(Privilege.READ, entity, caller)) {
                        long position = readable.getAndIncrement();
                        if (position >= query.skip() && position - query.skip() < query.take()) {
                            consumer.accept(entity);
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
        requireNonNull(filter, "filter");
        requireNonNull(caller, "caller");
        requireNonNull(signal, "signal");
        Optional<Set<Privilege>> anyway = context.policy().allowedForAll(caller);
        if (anyway.isPresent()) {
            return anyway.get().contains(Privilege.READ) ? store.count(filter, signal) : 0;
        }
        AtomicLong readable = new AtomicLong();
        forEach(Query.of(filter, List.of()), caller, entity -> readable.incrementAndGet(), signal);
        return readable.get();
    }

    public final E update(UUID id, D draft, @Nullable Instant basedOn, Caller caller) {
        requireNonNull(id, "id");
        requireNonNull(draft, "draft");
        requireNonNull(caller, "caller");
        privileges.requireForAll(caller, kind, Privilege.READ, Privilege.UPDATE);
        try (EntityBudget.Held held = context.newHeld()) {
            E entity = held.read(() -> changeable(id, caller));
            context.validator().validate(draft);
            Instant version = entity.modifiedDate();
            if (basedOn == null || version.isAfter(basedOn)) {
                throw new VersionConflictException(kind, id);
            }
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                try (ReferenceResolver.OfRequest references = context.references().new OfRequest(caller)) {
                    E next = changedAsPermitted(entity, resolved(draft, entity, references), caller);
                    held.changed(next, entity);
                    if (replaced(entity, next, references.read())) {
                        return next;
                    }
                }
                entity = held.read(() -> changeable(id, caller));
                if (!entity.modifiedDate().equals(version)) {
                    break;
                }
                // The entity itself is unchanged: another caller has changed only the result of the session, or a
                // referenced entity. Retries, so that these changes are kept where the draft does not set a value.
            }
            throw new VersionConflictException(kind, id);
        }
    }

    private boolean replaced(E entity, E next, References references) {
        return references.isEmpty() ? store.replace(next, entity) : store.replace(next, entity, references);
    }

    /** Updates the entity. The caller needs the privilege to update also for the new version of the entity. */
    private E changedAsPermitted(E entity, D draft, Caller caller) {
        E next = updatedEntity(entity, draft, context.clock().instant(), caller, context.newIds());
        return permitted(Privilege.UPDATE, next, caller);
    }

    private E changeable(UUID id, Caller caller) {
        return permitted(Privilege.UPDATE, find(id, caller).orElseThrow(() -> new NotFoundException(kind, id)), caller);
    }

    /** Updates several entities, all or none. Ignores entities that no longer exist. */
    final void updateAll(Set<UUID> selected, BulkEdit<E, D> edit, Caller caller) {
        BulkSize before = new BulkSize();
        BulkSize after = new BulkSize();
        store.replaceAll(
                meant(selected, edit.filter()),
                entity -> {
                    checkChangeable(entity, edit, caller);
                    before.add(entity);
                },
                entity -> edit.change()
                        .apply(entity)
                        .map(draft -> {
                            context.validator().validate(draft);
                            // The store must not be called within its own change function.
                            try (var ofEntity = context.references().new OfRequest(caller, true)) {
                                E changed = changedAsPermitted(entity, resolved(draft, entity, ofEntity), caller);
                                after.add(changed);
                                return changed;
                            }
                        })
                        .orElse(entity));
    }

    private Set<UUID> meant(Set<UUID> selected, Filter<E> filter) {
        Set<UUID> meant = new HashSet<>();
        store.forEach(
                new Query<>(
                        new Filter.And<>(List.of(new Filter.OneOf<>(selected), filter)),
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
        permitted(Privilege.UPDATE, permitted(Privilege.READ, entity, caller), caller);
        if (edit.basedOn() == null
                || entity.modifiedDate().isAfter(edit.basedOn())
                || !edit.filter().matches(entity)) {
            throw new VersionConflictException(kind, entity.id());
        }
    }

    public final void delete(UUID id, Caller caller) {
        requireNonNull(id, "id");
        requireNonNull(caller, "caller");
        privileges.requireForAll(caller, kind, Privilege.READ, Privilege.DELETE);
        try (EntityBudget.Held held = context.newHeld()) {
            E entity = held.read(() -> deletable(id, caller));
            endDependents(id);
            if (privileges.hasForAll(caller, Privilege.READ, Privilege.DELETE)) {
                if (!store.remove(id)) {
                    throw new NotFoundException(kind, id);
                }
            } else {
                while (!store.removeUnchanged(List.of(entity))) {
                    // The entity has changed. Checks again whether the caller may delete it.
                    entity = held.read(() -> deletable(id, caller));
                }
            }
            endDependents(id);
        }
    }

    private E deletable(UUID id, Caller caller) {
        return permitted(Privilege.DELETE, find(id, caller).orElseThrow(() -> new NotFoundException(kind, id)), caller);
    }

    /**
     * Deletes several entities, all or none. Ignores entities that no longer exist. If the privilege depends on the entity,
     * deletes only the versions that were checked, since other callers may create entities with these ids at the same time.
     */
    final void deleteAll(Set<UUID> selected, Filter<E> filter, Caller caller) {
        privileges.requireForAnything(caller, Privilege.READ, Privilege.DELETE);
        Set<UUID> ids = filter.equals(Filter.all()) ? selected : matching(selected, filter);
        if (privileges.hasForAll(caller, Privilege.READ, Privilege.DELETE)) {
            ids.forEach(this::endDependents);
            store.removeAll(ids);
        } else {
            List<E> checked;
            do {
                checked = deletable(ids, caller);
                checked.forEach(entity -> endDependents(entity.id()));
            } while (!store.removeUnchanged(checked));
        }
        ids.forEach(this::endDependents);
    }

    private Set<UUID> matching(Set<UUID> ids, Filter<E> filter) {
        Set<UUID> matching = new HashSet<>();
        store.forEach(Query.of(new Filter.OneOf<E>(ids).and(filter), List.of()), entity -> matching.add(entity.id()));
        return matching;
    }

    private List<E> deletable(Set<UUID> ids, Caller caller) {
        Map<UUID, E> meant = new LinkedHashMap<>();
        // If several entities have the same id, the id refers to the last one.
        store.forEach(Query.of(new Filter.OneOf<>(ids), List.of()), entity -> meant.put(entity.id(), entity));
        meant.values()
                .forEach(entity -> permitted(Privilege.DELETE, permitted(Privilege.READ, entity, caller), caller));
        return List.copyOf(meant.values());
    }

    private E permitted(Privilege privilege, E entity, Caller caller) {
        return privileges.require(privilege, entity, kind, caller);
    }
}
