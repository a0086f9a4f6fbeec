package org.executionsession.jdbi.internal.record;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.idempotency.IdempotentRequest;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditFields;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.References;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.jdbi.internal.commit.WriteExecutor;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.IdOrder;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.Handle;

/**
 * The common part of the stores of all kinds: it reads from a table and writes through the group commit. Each kind implements
 * its writes within a transaction.
 */
abstract sealed class RecordStore<E extends AuditedEntity> implements EntityStore<E>
        permits SessionRecordStore, ResultRecordStore, DetailRecordStore, TaskRecordStore {

    /**
     * The size of a write whose entities are not known before its transaction: so much that no other large one runs at the same time, and so
     * little that a sum does not overflow.
     */
    static final long UNKNOWN_BYTES = Long.MAX_VALUE / 2;

    private final TableReader<E> reader;
    private final WriteExecutor writes;
    private final Dialect dialect;
    private final WriteOperation<Replacement<E>, Boolean> replace = WriteOperation.oneByOne(
            "replace",
            change -> 1,
            this::bytesOfReplacement,
            (handle, change) -> update(handle, change.next(), change.read(), change.references()));
    private final WriteOperation<Changes<E>, Void> replaceAll = WriteOperation.oneByOne(
            "replace", changes -> changes.ids().size(), changes -> UNKNOWN_BYTES, (handle, changes) -> {
                replaceAll(handle, changes);
                return null;
            });
    private final WriteOperation<UUID, Boolean> remove =
            WriteOperation.oneByOne("remove", id -> 1, this::bytesOfRemoval, this::delete);
    private final WriteOperation<Set<UUID>, Void> removeAll =
            WriteOperation.oneByOne("remove", Set::size, ids -> UNKNOWN_BYTES, (handle, ids) -> {
                // In a fixed order, so that two such transactions cannot deadlock.
                deleteAll(handle, ids.stream().sorted(IdOrder.IDS).toList());
                return null;
            });

    private final WriteOperation<List<E>, Boolean> removeUnchanged =
            WriteOperation.oneByOne("remove", List::size, this::bytesOfRemoval, this::deleteUnchanged);

    RecordStore(JdbiContext database, TableReader<E> reader) {
        this.reader = reader;
        this.writes = database.writes();
        this.dialect = database.dialect();
    }

    /** A bulk replacement: the ids, a check of each entity before the first replacement, and the change of each entity. */
    record Changes<E>(Set<UUID> ids, Consumer<? super E> check, UnaryOperator<E> change) {}

    /** Replaces the entities of a bulk replacement. */
    void replaceAll(Handle handle, Changes<E> changes) {
        // In the same fixed order as deletes, so that two such transactions cannot deadlock.
        List<UUID> ids = changes.ids().stream().sorted(IdOrder.IDS).toList();
        limit(handle, ids);
        // Checks all entities before it replaces the first: a replacement may change other entities, such as the
        // details of the same result.
        Map<UUID, Instant> createdById = new HashMap<>();
        ids.forEach(id -> findForUpdate(handle, id).ifPresent(read -> {
            changes.check().accept(read);
            createdById.put(id, read.createdDate());
        }));
        for (UUID id : ids) {
            find(handle, id).ifPresent(read -> {
                E next = changes.change().apply(read);
                // Meanwhile, another transaction can have added a newer entity with the same id.
                boolean isChecked = read.createdDate().equals(createdById.get(id));
                if (!next.equals(read) && !(isChecked && update(handle, next, read, References.NONE))) {
                    throw new VersionConflictException(read.kind(), id);
                }
            });
        }
    }

    /** Finds the entity with an id and locks it until the transaction ends. */
    abstract Optional<E> findForUpdate(Handle handle, UUID id);

    /** Inserts the entities of a caller. Returns the stored response if the request is a repetition. */
    abstract Optional<StoredResponse<E>> insert(InsertRequest<E> request);

    /**
     * Runs a write.
     *
     * @param write always the same object for one kind of write, so that concurrent writes form a batch
     */
    final <I, T> T write(WriteOperation<I, T> write, I input) {
        return writes.run(write, input);
    }

    /** Runs an action after the commit of the writes of this thread. */
    final void afterCommit(Runnable action) {
        writes.afterCommit(action);
    }

    /** Estimates the bytes of the large texts that a replacement reads and writes. */
    long bytesOfReplacement(Replacement<E> replacement) {
        return LargeTexts.bytes(replacement);
    }

    /** Estimates the bytes of the large texts that a removal reads and writes. The texts can grow before its transaction begins. */
    long bytesOfRemoval(UUID id) {
        return 0;
    }

    private long bytesOfRemoval(List<E> read) {
        return read.size() == 1
                ? LargeTexts.bytes(read) + bytesOfRemoval(read.get(0).id())
                : UNKNOWN_BYTES;
    }

    /** Reads within a short transaction. */
    final <T> T read(Function<Handle, T> query) {
        return reader.read(query);
    }

    /** Returns the write that replaces an entity. It is always the same object, so that concurrent replacements can share it. */
    WriteOperation<Replacement<E>, Boolean> replace() {
        return replace;
    }

    /** Returns the write that removes the entity with an id; it is always the same object. */
    WriteOperation<UUID, Boolean> remove() {
        return remove;
    }

    /** Replaces an entity. Returns false if the entity, or one to which it refers, has changed since it was read. */
    abstract boolean update(Handle handle, E next, E read, References references);

    /** Deletes the entity with an id. Returns false if there is none. */
    abstract boolean delete(Handle handle, UUID id);

    /** Deletes entities in the given order; ignores ids that do not exist. */
    void deleteAll(Handle handle, List<UUID> ids) {
        ids.forEach(id -> delete(handle, id));
    }

    /** Called after entities were removed; the transaction of a host may not have ended. */
    void removed(Collection<UUID> ids) {}

    /** Locks an entity until the transaction ends. Returns whether it is unchanged since it was read. */
    abstract boolean isUnchanged(Handle handle, E read);

    private boolean deleteUnchanged(Handle handle, List<E> read) {
        // In a fixed order, so that two such transactions cannot deadlock.
        List<E> inOrder = read.stream()
                .sorted(Comparator.comparing(AuditedEntity::id, IdOrder.IDS))
                .toList();
        boolean unchanged = inOrder.stream().allMatch(entity -> isUnchanged(handle, entity));
        if (unchanged) {
            deleteAll(handle, inOrder.stream().map(AuditedEntity::id).toList());
        }
        return unchanged;
    }

    /** Returns a write that inserts the entities of a caller one by one. It locks all their ids first, in a fixed order. */
    static <E extends AuditedEntity> WriteOperation<InsertRequest<E>, Optional<StoredResponse<E>>> addOneByOne(
            Dialect dialect, IdempotencyKeyRows<E> requests, ReferencedRows referred, BiConsumer<Handle, E> insert) {
        return WriteOperation.oneByOne(
                "add",
                addition -> addition.entities().size(),
                addition -> LargeTexts.bytes(addition.entities()),
                (handle, addition) -> {
                    Optional<StoredResponse<E>> before = requests.claim(handle, addition);
                    if (before.isEmpty()) {
                        dialect.lockNew(
                                handle,
                                addition.entities().stream()
                                        .map(AuditedEntity::id)
                                        .toList());
                        referred.claimOrFail(handle, addition.references(), addition.entities());
                        addition.entities().forEach(entity -> insert.accept(handle, entity));
                    }
                    return before;
                });
    }

    /** Reads the audit columns of a row. */
    static AuditFields auditFields(ResultSet columns) throws SQLException {
        return new AuditFields(
                UtcTimestamp.read(columns, "created_date"),
                UtcTimestamp.read(columns, "modified_date"),
                columns.getString("modified_by"));
    }

    /** Rejects entities that are too large together, before the first row is locked, because H2 keeps locked rows in memory, too. */
    final void limit(Handle handle, List<UUID> ids) {
        if (dialect.keepsRowsInProcess()) {
            LargeTexts.Limit limit = new LargeTexts.Limit();
            ids.forEach(id -> reader.documentBytes(handle, id).ifPresent(limit::add));
        }
    }

    /** Finds the entity with an id within a transaction. */
    final Optional<E> find(Handle handle, UUID id) {
        return reader.find(handle, id);
    }

    @Override
    public final void add(E entity) {
        requireNonNull(entity, "entity");
        addAll(List.of(entity));
    }

    @Override
    public final void addAll(List<E> entities) {
        requireNonNull(entities, "entities");
        insert(InsertRequest.of(entities));
    }

    @Override
    public final Optional<StoredResponse<E>> addAll(List<E> entities, IdempotentRequest request, Instant now) {
        requireNonNull(request, "request");
        return addAll(entities, References.NONE, request, now);
    }

    @Override
    public final Optional<StoredResponse<E>> addAll(
            List<E> entities, References references, IdempotentRequest request, Instant now) {
        requireNonNull(entities, "entities");
        requireNonNull(references, "references");
        requireNonNull(now, "now");
        return insert(new InsertRequest<>(entities, references, request, now));
    }

    @Override
    public final Optional<E> find(UUID id) {
        requireNonNull(id, "id");
        return reader.find(id);
    }

    @Override
    public final OptionalLong storedSize(UUID id) {
        requireNonNull(id, "id");
        return reader.documentBytes(id);
    }

    @Override
    public final void forEach(Query<E> query, Consumer<? super E> consumer) {
        forEach(query, consumer, CancellationSignal.NONE);
    }

    @Override
    public final void forEach(Query<E> query, Consumer<? super E> consumer, CancellationSignal signal) {
        requireNonNull(query, "query");
        requireNonNull(consumer, "consumer");
        requireNonNull(signal, "signal");
        reader.forEach(query, consumer, signal);
    }

    @Override
    public final long count(Filter<E> filter) {
        return count(filter, CancellationSignal.NONE);
    }

    @Override
    public final long count(Filter<E> filter, CancellationSignal signal) {
        requireNonNull(filter, "filter");
        requireNonNull(signal, "signal");
        return reader.count(filter, signal);
    }

    @Override
    public final boolean replace(E entity, E read) {
        return replace(entity, read, References.NONE);
    }

    @Override
    public final boolean replace(E entity, E read, References references) {
        requireNonNull(entity, "entity");
        requireNonNull(read, "read");
        requireNonNull(references, "references");
        return writes.run(replace(), new Replacement<>(entity, read, references));
    }

    @Override
    public final void replaceAll(Set<UUID> ids, Consumer<? super E> check, UnaryOperator<E> change) {
        requireNonNull(ids, "ids");
        requireNonNull(check, "check");
        requireNonNull(change, "change");
        writes.run(replaceAll, new Changes<>(ids, check, change));
    }

    @Override
    public final boolean remove(UUID id) {
        requireNonNull(id, "id");
        boolean removed = writes.run(remove(), id);
        removed(List.of(id));
        return removed;
    }

    @Override
    public final boolean removeUnchanged(List<E> read) {
        requireNonNull(read, "read");
        boolean removed = writes.run(removeUnchanged, read);
        removed(read.stream().map(AuditedEntity::id).toList());
        return removed;
    }

    @Override
    public final void removeAll(Set<UUID> ids) {
        requireNonNull(ids, "ids");
        writes.run(removeAll, ids);
        removed(ids);
    }
}
