package org.executionsession.jdbi.internal.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.record.RowBinder.ResultKey;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Update;

/** The sessions; each is read together with its result. */
public final class SessionRecordStore extends RecordStore<ExecutionSession> {

    static final String COLUMNS =
            "s.id, s.created_date, s.modified_date, s.modified_by, s.document," + " r.document as result_document";
    static final String FROM =
            "execution_session s join execution_result r on r.id = s.result_id and r.execution_id = s.id";

    private static final String AS_SEEN = " and modified_date = :seen";
    private static final String REPLACE = Table.SESSION.updateOwn() + AS_SEEN;
    private static final String REPLACE_OF_OTHERS = Table.SESSION.update() + AS_SEEN;
    private static final String FIND_OF_OTHERS =
            "select document from execution_session where id = :id" + AS_SEEN + " for update";

    private static final String DELETE = "delete from execution_session where id = :id";

    private final RowBinder row;
    private final DocumentCodec documents;
    private final ResultRows results;
    private final ReferencedRows referred;
    private final WriteOperation<InsertRequest<ExecutionSession>, Optional<StoredResponse<ExecutionSession>>> add;

    public SessionRecordStore(JdbiContext database) {
        super(
                database,
                new TableReader<>(
                        database,
                        Table.SESSION,
                        COLUMNS,
                        FROM,
                        (columns, context) -> read(columns, database.documents())));
        row = new RowBinder(database);
        documents = database.documents();
        results = new ResultRows(database);
        referred = new ReferencedRows(database);
        add = new InsertSessions(
                database.dialect(),
                row,
                results,
                referred,
                new IdempotencyKeyRows<>(
                        database.dialect(), EntityKind.SESSION.schemaPath(), content(database.documents())));
    }

    /** New sessions, for the response to a request that comes again. */
    private static IdempotencyKeyRows.Content<ExecutionSession, ExecutionSessionDraft> content(
            DocumentCodec documents) {
        return IdempotencyKeyRows.Content.ofRecorded(
                documents,
                ExecutionSessionDraft[].class,
                ExecutionSession::toDraft,
                (draft, created, by) -> session(draft.id(), created, created, by, draft, draft.executionResult()));
    }

    @Override
    WriteOperation<InsertRequest<ExecutionSession>, Optional<StoredResponse<ExecutionSession>>> add() {
        return add;
    }

    @Override
    boolean update(
            Handle handle, ExecutionSession next, ExecutionSession read, List<? extends AuditedEntity> references) {
        // First the result, then the session: whoever deletes a result locks them in this order, too.
        boolean resultAsRead = results.findForUpdate(handle, ResultKey.of(ExecutionResultEntity.of(read)))
                .filter(stored -> stored.result().equals(read.executionResult()))
                .isPresent();
        if (!resultAsRead || !referred.take(handle, references, List.of(next))) {
            return false;
        }
        boolean replaced =
                bindReplacement(handle.createUpdate(REPLACE), next, read).execute() == 1
                        || replaceOfOthers(handle, next, read);
        if (!replaced && !references.isEmpty()) {
            // Undoes what was taken for it.
            throw new VersionConflictException(EntityKind.SESSION, read.id());
        }
        if (replaced) {
            results.record(handle, ExecutionResultEntity.of(next));
        }
        return replaced;
    }

    private Update bindReplacement(Update update, ExecutionSession next, ExecutionSession read) {
        return row.session(update, next).bind("old_id", read.id()).bind("seen", UtcTimestamp.of(read.modifiedDate()));
    }

    /** Replaces what another build has written, and keeps what only that one knows; false when it is no more as seen. */
    private boolean replaceOfOthers(Handle handle, ExecutionSession next, ExecutionSession read) {
        Optional<byte[]> stored = handle.createQuery(FIND_OF_OTHERS)
                .bind("id", read.id())
                .bind("seen", UtcTimestamp.of(read.modifiedDate()))
                .mapTo(byte[].class)
                .findOne();
        stored.ifPresent(document -> {
            Update update = bindReplacement(handle.createUpdate(REPLACE_OF_OTHERS), next, read);
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
            // First the result, then the session, as above.
            results.findForUpdate(handle, result);
            handle.createQuery("select id from execution_session where id = :id for update")
                    .bind("id", id)
                    .mapTo(UUID.class)
                    .findOne();
            found = find(handle, id);
            if (found.filter(
                            held -> ResultKey.of(ExecutionResultEntity.of(held)).equals(result))
                    .isPresent()) {
                return found;
            }
            // Somebody else has given it another result before it could be held.
        }
        return found;
    }

    @Override
    boolean isUnchanged(Handle handle, ExecutionSession read) {
        // First the result, then the session, as for a change.
        results.findForUpdate(handle, ResultKey.of(ExecutionResultEntity.of(read)));
        boolean held = handle.createQuery("select id from execution_session where id = :id for update")
                .bind("id", read.id())
                .mapTo(UUID.class)
                .findOne()
                .isPresent();
        return held && find(handle, read.id()).filter(read::equals).isPresent();
    }

    @Override
    void deleteAll(Handle handle, List<UUID> ids) {
        try (PreparedBatch batch = handle.prepareBatch(DELETE)) {
            ids.forEach(id -> batch.bind("id", id).add());
            if (batch.size() > 0) {
                batch.execute();
            }
        }
    }

    @Override
    boolean delete(Handle handle, UUID id) {
        return handle.createUpdate(DELETE).bind("id", id).execute() == 1;
    }

    static ExecutionSession read(ResultSet columns, DocumentCodec documents) throws SQLException {
        ExecutionSessionDraft said = documents.read(columns.getBytes("document"), ExecutionSessionDraft.class);
        return session(
                columns.getObject("id", UUID.class),
                UtcTimestamp.read(columns, "created_date"),
                UtcTimestamp.read(columns, "modified_date"),
                columns.getString("modified_by"),
                said,
                documents
                        .read(columns.getBytes("result_document"), ExecutionResultDraft.class)
                        .result());
    }

    /** Reads a session for what is its own alone. */
    static ExecutionSession readWithoutResult(ResultSet columns, DocumentCodec documents) throws SQLException {
        return session(
                columns.getObject("id", UUID.class),
                UtcTimestamp.read(columns, "created_date"),
                UtcTimestamp.read(columns, "modified_date"),
                columns.getString("modified_by"),
                documents.read(columns.getBytes("document"), ExecutionSessionDraft.class),
                ExecutionResult.builder().build());
    }

    private static ExecutionSession session(
            UUID id, Instant created, Instant modified, String by, ExecutionSessionDraft said, ExecutionResult result) {
        return new ExecutionSession(
                id,
                created,
                modified,
                by,
                said.executingNode(),
                result,
                said.abortAt(),
                said.abortReason(),
                said.reloadTask(),
                said.userSyncTask(),
                said.externalProgramTask(),
                said.retries(),
                said.user(),
                said.app());
    }
}
