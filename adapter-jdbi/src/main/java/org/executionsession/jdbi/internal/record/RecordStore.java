package org.executionsession.jdbi.internal.record;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.jdbi.internal.commit.GroupCommit;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.jdbi.v3.core.Handle;

/**
 * What the records of every kind do alike: they are read from their table and written through the group commit. Each kind
 * says what its writes do within their transaction.
 */
abstract sealed class RecordStore<E extends AuditedEntity> implements EntityStore<E>
        permits SessionRecordStore, ResultRecordStore, DetailRecordStore {

    private final TableReader<E> reader;
    private final GroupCommit writes;
    private final WriteOperation<Change<E>, Boolean> replace = WriteOperation.oneByOne(
            "replace", (handle, change) -> update(handle, change.next(), change.read(), change.references()));
    private final WriteOperation<Changes<E>, Void> replaceAll =
            WriteOperation.oneByOne("replace", (handle, changes) -> {
                replaceAll(handle, changes);
                return null;
            });
    private final WriteOperation<UUID, Boolean> remove = WriteOperation.oneByOne("remove", this::delete);
    private final WriteOperation<Set<UUID>, Void> removeAll = WriteOperation.oneByOne("remove", (handle, ids) -> {
        // In one order: of two of these writes, neither waits for the other one while that one waits for it.
        deleteAll(handle, ids.stream().sorted().toList());
        return null;
    });

    private final WriteOperation<List<E>, Boolean> removeUnchanged =
            WriteOperation.oneByOne("remove", (handle, read) -> deleteUnchanged(handle, read));

    RecordStore(JdbiContext database, TableReader<E> reader) {
        this.reader = reader;
        this.writes = database.writes();
    }

    /** The entity as it is to be, and as it was read, like what it refers to. */
    private record Change<E>(E next, E read, List<? extends AuditedEntity> references) {}

    /** Which entities are replaced, what is checked of all of them before, and what becomes of each. */
    private record Changes<E>(Set<UUID> ids, Consumer<? super E> check, UnaryOperator<E> change) {}

    private void replaceAll(Handle handle, Changes<E> changes) {
        // In one order, as they are removed.
        List<UUID> ids = changes.ids().stream().sorted().toList();
        // All before the first one is replaced: what is done with one may change another, as with details of one
        // result.
        ids.forEach(id -> findForUpdate(handle, id).ifPresent(changes.check()));
        for (UUID id : ids) {
            find(handle, id).ifPresent(read -> {
                E next = changes.change().apply(read);
                if (!next.equals(read) && !update(handle, next, read, List.of())) {
                    // A newer one with the same id has come meanwhile.
                    throw new VersionConflictException(kind(read), id);
                }
            });
        }
    }

    private static EntityKind kind(AuditedEntity entity) {
        if (entity instanceof ExecutionSession) {
            return EntityKind.SESSION;
        }
        return entity instanceof ExecutionResultEntity ? EntityKind.RESULT : EntityKind.DETAIL;
    }

    /** Finds the entity that is meant by an id; nobody else changes it until the transaction ends. */
    abstract Optional<E> findForUpdate(Handle handle, UUID id);

    /** Adds what callers bring; always the same one. */
    abstract WriteOperation<InsertRequest<E>, Optional<StoredResponse<E>>> add();

    /** Replaces an entity; false when it, or what it refers to, is no more as it was read. */
    abstract boolean update(Handle handle, E next, E read, List<? extends AuditedEntity> references);

    /** Deletes the entity that is meant by an id; false when there is none. */
    abstract boolean delete(Handle handle, UUID id);

    /** Deletes those that are there, in the order of their ids. */
    void deleteAll(Handle handle, List<UUID> ids) {
        ids.forEach(id -> delete(handle, id));
    }

    /** Whether an entity is as it was read; nobody else changes or deletes it until the transaction ends. */
    abstract boolean isUnchanged(Handle handle, E read);

    private boolean deleteUnchanged(Handle handle, List<E> read) {
        // In one order: of two of these writes, neither waits for the other one while that one waits for it.
        List<E> inOrder =
                read.stream().sorted(Comparator.comparing(AuditedEntity::id)).toList();
        boolean unchanged = inOrder.stream().allMatch(entity -> isUnchanged(handle, entity));
        if (unchanged) {
            deleteAll(handle, inOrder.stream().map(AuditedEntity::id).toList());
        }
        return unchanged;
    }

    /** Adds what a caller brings by one insert after the other, with all of its ids locked, in their order, before. */
    static <E extends AuditedEntity> WriteOperation<InsertRequest<E>, Optional<StoredResponse<E>>> addOneByOne(
            Dialect dialect, IdempotencyKeyRows<E> requests, ReferencedRows referred, BiConsumer<Handle, E> insert) {
        return WriteOperation.oneByOne("add", (handle, addition) -> {
            Optional<StoredResponse<E>> before = requests.claim(handle, addition);
            if (before.isEmpty()) {
                dialect.lockAll(handle, addition.entities());
                referred.takeOrUndo(handle, addition.references(), addition.entities());
                addition.entities().forEach(entity -> insert.accept(handle, entity));
            }
            return before;
        });
    }

    /** Finds the entity that is meant by an id, within a transaction. */
    final Optional<E> find(Handle handle, UUID id) {
        return reader.find(handle, id);
    }

    @Override
    public final void add(E entity) {
        addAll(List.of(entity));
    }

    @Override
    public final void addAll(List<E> entities) {
        writes.run(add(), InsertRequest.of(entities));
    }

    @Override
    public final Optional<StoredResponse<E>> addAll(List<E> entities, IdempotentRequest request, Instant now) {
        return addAll(entities, List.of(), request, now);
    }

    @Override
    public final Optional<StoredResponse<E>> addAll(
            List<E> entities, List<? extends AuditedEntity> references, IdempotentRequest request, Instant now) {
        return writes.run(add(), new InsertRequest<>(entities, references, request, now));
    }

    @Override
    public final Optional<E> find(UUID id) {
        return reader.find(id);
    }

    @Override
    public final void forEach(Query<E> query, Consumer<? super E> consumer) {
        forEach(query, consumer, CancellationSignal.NONE);
    }

    @Override
    public final void forEach(Query<E> query, Consumer<? super E> consumer, CancellationSignal signal) {
        reader.forEach(query, consumer, signal);
    }

    @Override
    public final long count(Filter<E> filter) {
        return count(filter, CancellationSignal.NONE);
    }

    @Override
    public final long count(Filter<E> filter, CancellationSignal signal) {
        return reader.count(filter, signal);
    }

    @Override
    public final boolean replace(E entity, E read) {
        return replace(entity, read, List.of());
    }

    @Override
    public final boolean replace(E entity, E read, List<? extends AuditedEntity> references) {
        return writes.run(replace, new Change<>(entity, read, references));
    }

    @Override
    public final void replaceAll(Set<UUID> ids, Consumer<? super E> check, UnaryOperator<E> change) {
        writes.run(replaceAll, new Changes<>(ids, check, change));
    }

    @Override
    public final boolean remove(UUID id) {
        return writes.run(remove, id);
    }

    @Override
    public final boolean removeUnchanged(List<E> read) {
        return writes.run(removeUnchanged, read);
    }

    @Override
    public final void removeAll(Set<UUID> ids) {
        writes.run(removeAll, ids);
    }
}
