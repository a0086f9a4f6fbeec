package org.executionsession.jdbi;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.KeyedAnswer;
import org.executionsession.domain.model.KeyedRequest;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.port.outbound.RecordStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.refusal.IdInUseException;
import org.executionsession.domain.refusal.StillReferencedException;
import org.executionsession.jdbi.Row.ResultKey;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/** The results. */
final class ResultRecords implements RecordStore<RecordedResult> {

    private final TableReader<RecordedResult> reader;
    private final GroupCommit writes;
    private final Dialect dialect;
    private final ResultRows rows;
    private final KeyedRequestRows<RecordedResult> requests;
    private final Write<Addition<RecordedResult>, Optional<KeyedAnswer<RecordedResult>>> add =
            Write.oneByOne("add", this::insertAll);
    private final Write<Change, Boolean> replace = Write.oneByOne("replace", this::replace);
    private final Write<UUID, Boolean> remove = Write.oneByOne("remove", this::delete);
    private final Write<Set<UUID>, Void> removeAll = Write.oneByOne("remove", this::deleteAll);

    ResultRecords(Database database) {
        reader = new TableReader<>(
                database,
                Table.RESULT,
                ResultRows.COLUMNS,
                ResultRows.FROM,
                (columns, context) -> read(columns, database.documents()));
        writes = database.writes();
        dialect = database.dialect();
        requests = new KeyedRequestRows<>(dialect, EntityKind.RESULT, new Content(database.documents()));
        rows = new ResultRows(database);
    }

    /** The result as it is to be, and as it was read. */
    private record Change(RecordedResult next, RecordedResult read) {}

    @Override
    public void add(RecordedResult result) {
        addAll(List.of(result));
    }

    @Override
    public void addAll(List<RecordedResult> results) {
        writes.run(add, Addition.of(results));
    }

    @Override
    public Optional<KeyedAnswer<RecordedResult>> addAll(
            List<RecordedResult> results, KeyedRequest request, Instant now) {
        return writes.run(add, new Addition<>(results, request, now));
    }

    /** New results, for the answer to a request that comes again. */
    private record Content(Documents documents) implements KeyedRequestRows.Content<RecordedResult> {

        @Override
        public byte[] write(List<RecordedResult> results) {
            return documents.writeAll(results.stream()
                    .map(result -> new ExecutionResultDraft(result.origin(), result.result()))
                    .toList());
        }

        @Override
        public List<RecordedResult> read(byte[] document, Instant created, String by) {
            return Stream.of(documents.read(document, ExecutionResultDraft[].class))
                    .map(said -> new RecordedResult(created, created, by, said.origin(), said.result()))
                    .toList();
        }
    }

    private Optional<KeyedAnswer<RecordedResult>> insertAll(Handle handle, Addition<RecordedResult> addition) {
        Optional<KeyedAnswer<RecordedResult>> before = requests.claim(handle, addition);
        if (before.isEmpty()) {
            dialect.lockAll(handle, addition.entities());
            addition.entities().forEach(result -> insert(handle, result));
        }
        return before;
    }

    private void insert(Handle handle, RecordedResult result) {
        // The key alone lets the id be used again for another session; by themselves, results have ids of their own.
        if (reader.find(handle, result.id()).isPresent() || !rows.add(handle, result)) {
            throw new IdInUseException(EntityKind.RESULT, result.id());
        }
    }

    @Override
    public Optional<RecordedResult> find(UUID id) {
        return reader.find(id);
    }

    @Override
    public void each(Query<RecordedResult> query, Consumer<? super RecordedResult> consumer) {
        reader.each(query, consumer);
    }

    @Override
    public long count(Filter<RecordedResult> filter) {
        return reader.count(filter);
    }

    @Override
    public boolean replace(RecordedResult result, RecordedResult read) {
        return writes.run(replace, new Change(result, read));
    }

    private boolean replace(Handle handle, Change change) {
        Optional<RecordedResult> asRead =
                findForUpdate(handle, change.read().id()).filter(change.read()::equals);
        asRead.ifPresent(stored -> replace(handle, stored, change.next()));
        return asRead.isPresent();
    }

    private void replace(Handle handle, RecordedResult stored, RecordedResult next) {
        try {
            rows.replace(handle, stored, next);
        } catch (JdbiException failure) {
            if (SqlFailure.isUniqueViolation(failure)) {
                throw new IdInUseException(EntityKind.RESULT, next.id());
            }
            throw failure;
        }
    }

    @Override
    public boolean remove(UUID id) {
        return writes.run(remove, id);
    }

    @Override
    public void removeAll(Set<UUID> ids) {
        writes.run(removeAll, ids);
    }

    private Void deleteAll(Handle handle, Set<UUID> ids) {
        // In one order everywhere: nobody waits for another one who waits for him.
        ids.stream().sorted().forEach(id -> delete(handle, id));
        return null;
    }

    private boolean delete(Handle handle, UUID id) {
        Optional<RecordedResult> stored = findForUpdate(handle, id);
        stored.ifPresent(result -> {
            refuseWhileItsSessionRuns(handle, ResultKey.of(result));
            rows.delete(handle, ResultKey.of(result));
        });
        return stored.isPresent();
    }

    private Optional<RecordedResult> findForUpdate(Handle handle, UUID id) {
        return reader.find(handle, id).flatMap(found -> rows.findForUpdate(handle, ResultKey.of(found)));
    }

    private static void refuseWhileItsSessionRuns(Handle handle, ResultKey key) {
        handle.createQuery("select id from execution_session where id = :session and result_id = :result for update")
                .bind("session", key.executionId())
                .bind("result", key.id())
                .mapTo(UUID.class)
                .findOne()
                .ifPresent(session -> {
                    throw new StillReferencedException(key.id(), session);
                });
    }

    static RecordedResult read(ResultSet columns, Documents documents) throws SQLException {
        ExecutionResultDraft said = documents.read(columns.getBytes("document"), ExecutionResultDraft.class);
        return new RecordedResult(
                UtcTimestamp.read(columns, "created_date"),
                UtcTimestamp.read(columns, "modified_date"),
                columns.getString("modified_by"),
                said.origin(),
                said.result());
    }
}
