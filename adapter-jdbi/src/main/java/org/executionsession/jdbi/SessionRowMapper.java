package org.executionsession.jdbi;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** Puts a session together from its row. */
final class SessionRowMapper implements RowMapper<ExecutionSession> {

    private final SessionDocument document;

    SessionRowMapper(SessionDocument document) {
        this.document = document;
    }

    @Override
    public ExecutionSession map(ResultSet row, StatementContext context) throws SQLException {
        ExecutionSessionDraft said = document.read(row.getBytes("document"));
        return new ExecutionSession(
                row.getObject("id", UUID.class),
                instant(row, "created_date"),
                instant(row, "modified_date"),
                row.getString("modified_by"),
                said.executingNode(),
                said.executionResult(),
                said.abortAt(),
                said.abortReason(),
                said.reloadTask(),
                said.userSyncTask(),
                said.externalProgramTask(),
                said.retries(),
                said.user(),
                said.app());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
