package org.executionsession.jdbi.internal.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditFields;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.References;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.record.RowBinder.ResultKey;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Stores sessions. A session is read together with its current result. */
public final class SessionRecordStore extends RecordStore<ExecutionSession> {

    static final String COLUMNS =
            "s.id, s.created_date, s.modified_date, s.modified_by, s.document," + " r.document as result_document";
    static final String FROM =
            "execution_session s join execution_result r on r.id = s.result_id and r.execution_id = s.id";

    private static final String UNCHANGED = " and modified_date = :read_date";
    private static final String REPLACE = Table.SESSION.updateOwnFormat() + UNCHANGED;
    private static final String REPLACE_OTHER_FORMAT = Table.SESSION.update() + UNCHANGED;
    private static final String FIND_OTHER_FORMAT =
            "select document from execution_session where id = :id" + UNCHANGED + " for update";

    private final RowBinder row;
    private final DocumentCodec documents;
    private final ResultRows results;
    private final ReferencedRows referred;
    private final RecordedTasks tasks;
    private final InsertSessions add;
    private final WriteOperation<Replacement<ExecutionSession>, Boolean> replace;
    private final WriteOperation<UUID, Boolean> remove = new RemoveSessions();

    public SessionRecordStore(JdbiContext database) {
        super(
                database,
                new TableReader<>(
                        database,
                        new KeyedRows<>(
                                Table.SESSION,
                                COLUMNS,
                                FROM,
                                "octet_length(s.document) + octet_length(r.document)",
                                (columns, context) -> read(columns, database.documents()))));
        row = new RowBinder(database);
        documents = database.documents();
        results = new ResultRows(database);
        referred = new ReferencedRows(database);
        tasks = new RecordedTasks(database);
        replace = new ReplaceSessions(row, results, oneByOne());
        add = new InsertSessions(
                database.dialect(),
                row,
                results,
                referred,
                tasks,
                new IdempotencyKeyRows<>(
                        database.dialect(), EntityKind.SESSION.schemaPath(), content(database.documents())));
    }

    private ReplaceSessions.OneByOne oneByOne() {
        return new ReplaceSessions.OneByOne() {
            @Override
            public boolean replace(Handle handle, Replacement<ExecutionSession> replacement) {
                return update(handle, replacement.next(), replacement.read(), replacement.references());
            }

            @Override
            public boolean replaceOtherFormat(Handle handle, ExecutionSession next, ExecutionSession read) {
                return SessionRecordStore.this.replaceOtherFormat(handle, next, read);
            }
        };
    }

    /** Returns the stored form of new sessions, for the response to a repeated request. */
    private static IdempotencyKeyRows.Content<ExecutionSession, ExecutionSessionDraft> content(
            DocumentCodec documents) {
        return IdempotencyKeyRows.Content.ofEntities(
                documents,
                ExecutionSessionDraft[].class,
                ExecutionSession::content,
                (content, created, by) -> new ExecutionSession(AuditFields.created(created, by), content));
    }

    @Override
    Optional<StoredResponse<ExecutionSession>> insert(InsertRequest<ExecutionSession> request) {
        InsertSessions.Encoded encoded = add.encode(request);
        Optional<StoredResponse<ExecutionSession>> response = write(add, encoded);
        if (!encoded.tasks().stored().isEmpty()) {
            afterCommit(() -> tasks.committed(encoded.tasks()));
        }
        return response;
    }

    /** Returns the write that inserts sessions. It is always the same object, so that concurrent additions can share it. */
    InsertSessions add() {
        return add;
    }

    @Override
    WriteOperation<Replacement<ExecutionSession>, Boolean> replace() {
        return replace;
    }

    @Override
    WriteOperation<UUID, Boolean> remove() {
        return remove;
    }

    @Override
    boolean update(Handle handle, ExecutionSession next, ExecutionSession read, References references) {
        // Locks first the result, then the session. Deletes of results use the same order, so they cannot deadlock.
        boolean resultUnchanged = results.findForUpdate(handle, ResultKey.of(ExecutionResultEntity.of(read)))
                .filter(stored -> stored.result().equals(read.executionResult()))
                .isPresent();
        if (!resultUnchanged || !referred.claim(handle, references, List.of(next))) {
            return false;
        }
        boolean replaced =
                bindReplacement(handle.createUpdate(REPLACE), next, read).execute() == 1
                        || replaceOtherFormat(handle, next, read);
        if (!replaced && !references.isEmpty()) {
            // Throws, so that the changes of the referenced rows are rolled back.
            throw new VersionConflictException(EntityKind.SESSION, read.id());
        }
        if (replaced) {
            ReplaceSessions.recordChange(handle, next, read);
            results.store(handle, ExecutionResultEntity.of(next));
        }
        return replaced;
    }

    private Update bindReplacement(Update update, ExecutionSession next, ExecutionSession read) {
        return row.bindSession(update, next)
                .bind("old_id", read.id())
                .bind("read_date", UtcTimestamp.of(read.modifiedDate()));
    }

    /**
     * Replaces a row of another build. Keeps the properties of its document that this build does not know. Returns false if the
     * row has changed since it was read.
     */
    private boolean replaceOtherFormat(Handle handle, ExecutionSession next, ExecutionSession read) {
        Optional<byte[]> stored = handle.createQuery(FIND_OTHER_FORMAT)
                .bind("id", read.id())
                .bind("read_date", UtcTimestamp.of(read.modifiedDate()))
                .mapTo(byte[].class)
                .findOne();
        stored.ifPresent(document -> {
            Update update = bindReplacement(handle.createUpdate(REPLACE_OTHER_FORMAT), next, read);
            documents
                    .unknown()
                    .keep(document, documents.write(next), DocumentShape.SESSION)
                    .ifPresent(
                            kept -> row.withUnknown(update, documents.unknown().write(kept)));
            update.execute();
        });
        return stored.isPresent();
    }

    @Override
    Optional<ExecutionSession> findForUpdate(Handle handle, UUID id) {
        Optional<ExecutionSession> found = find(handle, id);
        while (found.isPresent()) {
            ResultKey result = ResultKey.of(ExecutionResultEntity.of(found.get()));
            // Locks first the result, then the session, as in update().
            results.findForUpdate(handle, result);
            handle.createQuery("select id from execution_session where id = :id for update")
                    .bind("id", id)
                    .mapTo(UUID.class)
                    .findOne();
            found = find(handle, id);
            if (found.filter(locked ->
                            ResultKey.of(ExecutionResultEntity.of(locked)).equals(result))
                    .isPresent()) {
                return found;
            }
            // Another transaction has given the session another result before the locks were granted.
        }
        return found;
    }

    @Override
    boolean isUnchanged(Handle handle, ExecutionSession read) {
        // Locks first the result, then the session, as in update().
        results.findForUpdate(handle, ResultKey.of(ExecutionResultEntity.of(read)));
        boolean locked = handle.createQuery("select id from execution_session where id = :id for update")
                .bind("id", read.id())
                .mapTo(UUID.class)
                .findOne()
                .isPresent();
        return locked && find(handle, read.id()).filter(read::equals).isPresent();
    }

    @Override
    void deleteAll(Handle handle, List<UUID> ids) {
        RemoveSessions.delete(handle, ids);
    }

    @Override
    boolean delete(Handle handle, UUID id) {
        return RemoveSessions.delete(handle, List.of(id))[0] == 1;
    }

    static ExecutionSession read(ResultSet columns, DocumentCodec documents) throws SQLException {
        return read(
                columns,
                documents,
                documents
                        .read(columns.getBytes("result_document"), ExecutionResultDraft.class)
                        .result());
    }

    /** Reads the columns of a session's own row; its result is empty. */
    static ExecutionSession readWithoutResult(ResultSet columns, DocumentCodec documents) throws SQLException {
        return read(columns, documents, ExecutionResult.builder().build());
    }

    private static ExecutionSession read(ResultSet columns, DocumentCodec documents, ExecutionResult result)
            throws SQLException {
        ExecutionSessionDraft document = documents.read(columns.getBytes("document"), ExecutionSessionDraft.class);
        return new ExecutionSession(
                auditFields(columns),
                document.toBuilder()
                        .id(columns.getObject("id", UUID.class))
                        .executionResult(result)
                        .build());
    }
}
