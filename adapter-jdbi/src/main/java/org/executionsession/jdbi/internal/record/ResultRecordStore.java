package org.executionsession.jdbi.internal.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditFields;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.References;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.record.RowBinder.ResultKey;
import org.executionsession.jdbi.internal.sql.Table;
import org.jdbi.v3.core.Handle;

/** Stores results. */
public final class ResultRecordStore extends RecordStore<ExecutionResultEntity> {

    private final ResultRows rows;
    private final ReferencedRows referred;
    private final WriteOperation<InsertRequest<ExecutionResultEntity>, Optional<StoredResponse<ExecutionResultEntity>>>
            add;

    public ResultRecordStore(JdbiContext database) {
        super(
                database,
                new TableReader<>(
                        database,
                        new KeyedRows<>(
                                Table.RESULT,
                                ResultRows.COLUMNS,
                                ResultRows.FROM,
                                "octet_length(r.document)",
                                (columns, context) -> read(columns, database.documents()))));
        rows = new ResultRows(database);
        referred = new ReferencedRows(database);
        add = addOneByOne(
                database.dialect(),
                new IdempotencyKeyRows<>(
                        database.dialect(), EntityKind.RESULT.schemaPath(), content(database.documents())),
                referred,
                this::insert);
    }

    /** Returns the stored form of new results, for the response to a repeated request. */
    private static IdempotencyKeyRows.Content<ExecutionResultEntity, ExecutionResultDraft> content(
            DocumentCodec documents) {
        return IdempotencyKeyRows.Content.ofEntities(
                documents,
                ExecutionResultDraft[].class,
                result -> new ExecutionResultDraft(result.origin(), result.result()),
                (draft, created, by) ->
                        new ExecutionResultEntity(AuditFields.created(created, by), draft.origin(), draft.result()));
    }

    @Override
    Optional<StoredResponse<ExecutionResultEntity>> insert(InsertRequest<ExecutionResultEntity> request) {
        return write(add, request);
    }

    private void insert(Handle handle, ExecutionResultEntity result) {
        // The primary key allows the same id in different sessions. A result that is added by itself must have a new
        // id.
        if (find(handle, result.id()).isPresent() || !rows.add(handle, result)) {
            throw new DuplicateIdException(EntityKind.RESULT, result.id());
        }
    }

    @Override
    boolean update(Handle handle, ExecutionResultEntity next, ExecutionResultEntity read, References references) {
        Optional<ExecutionResultEntity> unchanged = findForUpdate(handle, read.id())
                .filter(read::equals)
                .filter(stored -> referred.claim(handle, references, List.of(next)));
        unchanged.ifPresent(stored -> rows.replaceWithKey(handle, stored, next));
        return unchanged.isPresent();
    }

    @Override
    boolean isUnchanged(Handle handle, ExecutionResultEntity read) {
        return findForUpdate(handle, read.id()).filter(read::equals).isPresent();
    }

    @Override
    long bytesOfRemoval(UUID id) {
        return LargeTexts.bytesOfDocument(storedSize(id).orElse(0));
    }

    @Override
    void deleteAll(Handle handle, List<UUID> ids) {
        limit(handle, ids);
        super.deleteAll(handle, ids);
    }

    @Override
    boolean delete(Handle handle, UUID id) {
        Optional<ExecutionResultEntity> stored = findForUpdate(handle, id);
        stored.ifPresent(result -> {
            rejectIfCurrentResult(handle, ResultKey.of(result));
            rows.delete(handle, ResultKey.of(result));
        });
        return stored.isPresent();
    }

    @Override
    Optional<ExecutionResultEntity> findForUpdate(Handle handle, UUID id) {
        Optional<ExecutionResultEntity> found = find(handle, id);
        while (found.isPresent()) {
            ResultKey key = ResultKey.of(found.get());
            Optional<ExecutionResultEntity> locked = rows.findForUpdate(handle, key);
            found = find(handle, id);
            if (found.map(ResultKey::of).filter(key::equals).isPresent()) {
                return locked;
            }
            // Another transaction has moved the result, or added a newer one with the id, before the lock was granted.
        }
        return found;
    }

    private static void rejectIfCurrentResult(Handle handle, ResultKey key) {
        handle.createQuery("select id from execution_session where id = :session and result_id = :result for update")
                .bind("session", key.executionId())
                .bind("result", key.id())
                .mapTo(UUID.class)
                .findOne()
                .ifPresent(session -> {
                    throw new ResultInUseException(key.id(), session);
                });
    }

    static ExecutionResultEntity read(ResultSet columns, DocumentCodec documents) throws SQLException {
        ExecutionResultDraft draft = documents.read(columns.getBytes("document"), ExecutionResultDraft.class);
        return new ExecutionResultEntity(auditFields(columns), draft.origin(), draft.result());
    }
}
