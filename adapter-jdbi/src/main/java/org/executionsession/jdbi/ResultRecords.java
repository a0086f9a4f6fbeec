package org.executionsession.jdbi;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.port.outbound.RecordStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.refusal.IdInUseException;
import org.executionsession.domain.refusal.StillReferencedException;
import org.executionsession.jdbi.Row.ResultKey;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** The results. */
final class ResultRecords implements RecordStore<RecordedResult> {

    static final String COLUMNS = "r.created_date, r.modified_date, r.modified_by, r.document";
    static final String FROM = "execution_result r";

    private final TableReader<RecordedResult> reader;
    private final DurableWrites writes;
    private final ResultRows rows;
    private final Documents documents;

    ResultRecords(Jdbi jdbi, DurableWrites writes, Documents documents) {
        this.reader =
                new TableReader<>(jdbi, Table.RESULT, COLUMNS, FROM, (columns, context) -> read(columns, documents));
        this.writes = writes;
        this.rows = new ResultRows(new Row(documents));
        this.documents = documents;
    }

    @Override
    public void add(RecordedResult result) {
        addAll(List.of(result));
    }

    @Override
    public void addAll(List<RecordedResult> results) {
        writes.run("add", handle -> {
            results.forEach(result -> insert(handle, result));
            return null;
        });
    }

    private void insert(Handle handle, RecordedResult result) {
        // The key alone lets the id be used again for another session; by themselves, results have ids of their own.
        if (find(handle, result.id()).isPresent()) {
            throw new IdInUseException(EntityKind.RESULT, result.id());
        }
        try {
            rows.insert(handle, result);
        } catch (JdbiException failure) {
            if (SqlFailure.isUniqueViolation(failure)) {
                throw new IdInUseException(EntityKind.RESULT, result.id());
            }
            throw failure;
        }
    }

    @Override
    public Optional<RecordedResult> find(UUID id) {
        return reader.find(id);
    }

    Optional<RecordedResult> find(Handle handle, UUID id) {
        return reader.find(handle, id);
    }

    Optional<RecordedResult> find(Handle handle, ResultKey key) {
        return handle.createQuery(
                        "select " + COLUMNS + " from " + FROM + " where r.id = :id and r.execution_id = :execution")
                .bind("id", key.id())
                .bind("execution", key.executionId())
                .map((columns, context) -> read(columns, documents))
                .findOne();
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
    public boolean replace(RecordedResult result, Instant seen) {
        return writes.run(
                "replace",
                handle -> find(handle, result.id())
                        .filter(stored -> stored.modifiedDate().equals(seen))
                        .map(stored -> replace(handle, stored, result))
                        .orElse(false));
    }

    /** Between reading and writing somebody else may have been here: the row must still have the date that was read. */
    boolean replace(Handle handle, RecordedResult stored, RecordedResult next) {
        return rows.replace(handle, stored, next);
    }

    @Override
    public boolean remove(UUID id) {
        return writes.run("remove", handle -> {
            Optional<RecordedResult> stored = find(handle, id);
            stored.ifPresent(result -> {
                refuseWhileItsSessionRuns(handle, ResultKey.of(result));
                rows.delete(handle, ResultKey.of(result));
            });
            return stored.isPresent();
        });
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
