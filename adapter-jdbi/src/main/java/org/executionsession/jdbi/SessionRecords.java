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
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.port.outbound.RecordStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.refusal.IdInUseException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** The sessions; each is read together with its result. */
final class SessionRecords implements RecordStore<ExecutionSession> {

    static final String COLUMNS =
            "s.id, s.created_date, s.modified_date, s.modified_by, s.document," + " r.document as result_document";
    static final String FROM =
            "execution_session s join execution_result r on r.id = s.result_id and r.execution_id = s.id";

    private static final String INSERT = Table.SESSION.insert();
    private static final String REPLACE = Table.SESSION.update() + " and modified_date = :seen";

    private final TableReader<ExecutionSession> reader;
    private final DurableWrites writes;
    private final Row row;
    private final ResultRows results;

    SessionRecords(Jdbi jdbi, DurableWrites writes, Documents documents) {
        this.reader =
                new TableReader<>(jdbi, Table.SESSION, COLUMNS, FROM, (columns, context) -> read(columns, documents));
        this.writes = writes;
        this.row = new Row(documents);
        this.results = new ResultRows(row);
    }

    @Override
    public void add(ExecutionSession session) {
        addAll(List.of(session));
    }

    @Override
    public void addAll(List<ExecutionSession> sessions) {
        writes.run("add", handle -> {
            sessions.forEach(session -> insert(handle, session));
            return null;
        });
    }

    private void insert(Handle handle, ExecutionSession session) {
        try {
            row.session(handle.createUpdate(INSERT), session).execute();
        } catch (JdbiException failure) {
            if (SqlFailure.isUniqueViolation(failure)) {
                throw new IdInUseException(EntityKind.SESSION, session.id());
            }
            throw failure;
        }
        results.record(handle, RecordedResult.of(session));
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
    public boolean replace(ExecutionSession session, Instant seen) {
        return writes.run("replace", handle -> {
            int rows = row.session(handle.createUpdate(REPLACE), session)
                    .bind("old_id", session.id())
                    .bind("seen", UtcTimestamp.of(seen))
                    .execute();
            if (rows == 1) {
                results.record(handle, RecordedResult.of(session));
            }
            return rows == 1;
        });
    }

    @Override
    public boolean remove(UUID id) {
        return writes.run(
                "remove",
                handle -> handle.createUpdate("delete from execution_session where id = :id")
                                .bind("id", id)
                                .execute()
                        == 1);
    }

    static ExecutionSession read(ResultSet columns, Documents documents) throws SQLException {
        ExecutionSessionDraft said = documents.read(columns.getBytes("document"), ExecutionSessionDraft.class);
        return new ExecutionSession(
                columns.getObject("id", UUID.class),
                UtcTimestamp.read(columns, "created_date"),
                UtcTimestamp.read(columns, "modified_date"),
                columns.getString("modified_by"),
                said.executingNode(),
                documents
                        .read(columns.getBytes("result_document"), ExecutionResultDraft.class)
                        .result(),
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
