package org.executionsession.jdbi;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.KeyedAnswer;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.refusal.IdInUseException;
import org.executionsession.domain.refusal.StillReferencedException;
import org.executionsession.jdbi.Row.ResultKey;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/** The results. */
final class ResultRecords extends Records<RecordedResult> {

    private final ResultRows rows;
    private final ReferredRows referred;
    private final Write<Addition<RecordedResult>, Optional<KeyedAnswer<RecordedResult>>> add;

    ResultRecords(Database database) {
        super(
                database,
                new TableReader<>(
                        database,
                        Table.RESULT,
                        ResultRows.COLUMNS,
                        ResultRows.FROM,
                        (columns, context) -> read(columns, database.documents())));
        rows = new ResultRows(database);
        referred = new ReferredRows(database);
        add = addOneByOne(
                database.dialect(),
                new KeyedRequestRows<>(
                        database.dialect(), EntityKind.RESULT.schemaPath(), content(database.documents())),
                referred,
                this::insert);
    }

    /** New results, for the answer to a request that comes again. */
    private static KeyedRequestRows.Content<RecordedResult, ExecutionResultDraft> content(Documents documents) {
        return KeyedRequestRows.Content.ofRecorded(
                documents,
                ExecutionResultDraft[].class,
                result -> new ExecutionResultDraft(result.origin(), result.result()),
                (said, created, by) -> new RecordedResult(created, created, by, said.origin(), said.result()));
    }

    @Override
    Write<Addition<RecordedResult>, Optional<KeyedAnswer<RecordedResult>>> add() {
        return add;
    }

    private void insert(Handle handle, RecordedResult result) {
        // The key alone lets the id be used again for another session; by themselves, results have ids of their own.
        if (find(handle, result.id()).isPresent() || !rows.add(handle, result)) {
            throw new IdInUseException(EntityKind.RESULT, result.id());
        }
    }

    @Override
    boolean update(Handle handle, RecordedResult next, RecordedResult read, List<? extends Recorded> references) {
        Optional<RecordedResult> asRead = findForUpdate(handle, read.id())
                .filter(read::equals)
                .filter(stored -> referred.take(handle, references, List.of(next)));
        asRead.ifPresent(stored -> replace(handle, stored, next));
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
    boolean isUnchanged(Handle handle, RecordedResult read) {
        return findForUpdate(handle, read.id()).filter(read::equals).isPresent();
    }

    @Override
    boolean delete(Handle handle, UUID id) {
        Optional<RecordedResult> stored = findForUpdate(handle, id);
        stored.ifPresent(result -> {
            refuseWhileItsSessionRuns(handle, ResultKey.of(result));
            rows.delete(handle, ResultKey.of(result));
        });
        return stored.isPresent();
    }

    @Override
    Optional<RecordedResult> findForUpdate(Handle handle, UUID id) {
        return find(handle, id).flatMap(found -> rows.findForUpdate(handle, ResultKey.of(found)));
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
