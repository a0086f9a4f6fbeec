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
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.KeyedAnswer;
import org.executionsession.domain.model.KeyedRequest;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.port.outbound.RecordStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.jdbi.Row.ResultKey;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The sessions; each is read together with its result. */
final class SessionRecords implements RecordStore<ExecutionSession> {

    static final String COLUMNS =
            "s.id, s.created_date, s.modified_date, s.modified_by, s.document," + " r.document as result_document";
    static final String FROM =
            "execution_session s join execution_result r on r.id = s.result_id and r.execution_id = s.id";

    private static final String REPLACE = Table.SESSION.update() + " and modified_date = :seen";

    private static final String DELETE = "delete from execution_session where id = :id";

    private final TableReader<ExecutionSession> reader;
    private final GroupCommit writes;
    private final Row row;
    private final ResultRows results;
    private final Write<Addition<ExecutionSession>, Optional<KeyedAnswer<ExecutionSession>>> add;
    private final Write<Change, Boolean> replace = Write.oneByOne("replace", this::replace);
    private final Write<UUID, Boolean> remove = Write.oneByOne("remove", SessionRecords::delete);
    private final Write<Set<UUID>, Void> removeAll = Write.oneByOne("remove", SessionRecords::deleteAll);

    SessionRecords(Database database) {
        Documents documents = database.documents();
        reader = new TableReader<>(
                database, Table.SESSION, COLUMNS, FROM, (columns, context) -> read(columns, documents));
        writes = database.writes();
        row = new Row(documents);
        results = new ResultRows(database);
        KeyedRequestRows<ExecutionSession> requests =
                new KeyedRequestRows<>(database.dialect(), EntityKind.SESSION, new Content(documents));
        add = new AddSessions(database.dialect(), row, results, requests);
    }

    /** The session as it is to be, and as it was read. */
    private record Change(ExecutionSession next, ExecutionSession read) {}

    @Override
    public void add(ExecutionSession session) {
        addAll(List.of(session));
    }

    @Override
    public void addAll(List<ExecutionSession> sessions) {
        writes.run(add, Addition.of(sessions));
    }

    @Override
    public Optional<KeyedAnswer<ExecutionSession>> addAll(
            List<ExecutionSession> sessions, KeyedRequest request, Instant now) {
        return writes.run(add, new Addition<>(sessions, request, now));
    }

    /** New sessions, for the answer to a request that comes again. */
    private record Content(Documents documents) implements KeyedRequestRows.Content<ExecutionSession> {

        @Override
        public byte[] write(List<ExecutionSession> sessions) {
            return documents.writeAll(
                    sessions.stream().map(ExecutionSession::toDraft).toList());
        }

        @Override
        public List<ExecutionSession> read(byte[] document, Instant created, String by) {
            return Stream.of(documents.read(document, ExecutionSessionDraft[].class))
                    .map(draft -> session(draft.id(), created, created, by, draft, draft.executionResult()))
                    .toList();
        }
    }

    @Override
    public Optional<ExecutionSession> find(UUID id) {
        return reader.find(id);
    }

    @Override
    public void each(Query<ExecutionSession> query, Consumer<? super ExecutionSession> consumer) {
        reader.each(query, consumer);
    }

    @Override
    public long count(Filter<ExecutionSession> filter) {
        return reader.count(filter);
    }

    @Override
    public boolean replace(ExecutionSession session, ExecutionSession read) {
        return writes.run(replace, new Change(session, read));
    }

    private boolean replace(Handle handle, Change change) {
        ExecutionSession read = change.read();
        // First the result, then the session: whoever deletes a result locks them in this order, too.
        boolean resultAsRead = results.findForUpdate(handle, ResultKey.of(RecordedResult.of(read)))
                .filter(stored -> stored.result().equals(read.executionResult()))
                .isPresent();
        if (!resultAsRead) {
            return false;
        }
        int rows = row.session(handle.createUpdate(REPLACE), change.next())
                .bind("old_id", read.id())
                .bind("seen", UtcTimestamp.of(read.modifiedDate()))
                .execute();
        if (rows == 1) {
            results.record(handle, RecordedResult.of(change.next()));
        }
        return rows == 1;
    }

    @Override
    public boolean remove(UUID id) {
        return writes.run(remove, id);
    }

    @Override
    public void removeAll(Set<UUID> ids) {
        writes.run(removeAll, ids);
    }

    private static Void deleteAll(Handle handle, Set<UUID> ids) {
        try (PreparedBatch batch = handle.prepareBatch(DELETE)) {
            // In one order everywhere: nobody waits for another one who waits for him.
            ids.stream().sorted().forEach(id -> batch.bind("id", id).add());
            if (batch.size() > 0) {
                batch.execute();
            }
        }
        return null;
    }

    private static boolean delete(Handle handle, UUID id) {
        return handle.createUpdate(DELETE).bind("id", id).execute() == 1;
    }

    static ExecutionSession read(ResultSet columns, Documents documents) throws SQLException {
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
