package org.executionsession.jdbi.internal.record;

import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ScriptLogTicket;
import org.executionsession.domain.model.Task;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.statement.SqlStatement;

/** Converts entities to the values of rows, as an array or as bound parameters of a statement. */
final class RowBinder {

    /** The id that means "no session" or "no result" in keys. */
    static final UUID NONE = new UUID(0, 0);

    private final DocumentCodec documents;
    private final int format;

    RowBinder(JdbiContext database) {
        documents = database.documents();
        format = database.formats().own();
    }

    /** The key of a result: its id, and the id of its session. */
    record ResultKey(UUID id, UUID executionId) {

        static final ResultKey NO_RESULT = new ResultKey(NONE, NONE);

        static ResultKey of(ExecutionResultEntity result) {
            UUID execution = result.origin().executionId();
            return new ResultKey(result.id(), execution == null ? NONE : execution);
        }

        static ResultKey of(ScriptLogTicket ticket) {
            return new ResultKey(ticket.resultId(), ticket.executionId() == null ? NONE : ticket.executionId());
        }
    }

    Object[] session(ExecutionSession session) {
        List<Object> key = List.of(session.id(), session.executionResult().id());
        return Table.SESSION.values(session, key, audit(session, documents.write(session)));
    }

    Object[] result(ExecutionResultEntity result) {
        List<Object> key = List.of(ResultKey.of(result).executionId(), result.id());
        return Table.RESULT.values(result, key, audit(result, documents.write(result)));
    }

    Object[] detail(ExecutionResultDetailEntity detail, ResultKey result, int position) {
        List<Object> key = List.of(result.executionId(), result.id(), position, detail.id());
        return Table.DETAIL.values(detail, key, audit(detail, documents.write(detail.detail())));
    }

    Object[] task(Task task) {
        return Table.TASK.values(task, List.of(task.id(), task.recorded()), audit(task, documents.write(task)));
    }

    /** Returns the conditions of {@link Table#updateRows} for a session or a task as it was read. */
    List<Object> unchanged(AuditedEntity read) {
        return List.of(read.id(), format, UtcTimestamp.of(read.modifiedDate()));
    }

    /** Returns the conditions of {@link Table#updateRows} for a result. */
    List<Object> conditions(ResultKey key) {
        return List.of(key.executionId(), key.id(), format);
    }

    <S extends SqlStatement<S>> S bindSession(S statement, ExecutionSession session) {
        Table.SESSION.bind(statement, session(session));
        return statement;
    }

    <S extends SqlStatement<S>> S bindResult(S statement, ExecutionResultEntity result) {
        Table.RESULT.bind(statement, result(result));
        return statement;
    }

    <S extends SqlStatement<S>> S bindDetail(
            S statement, ExecutionResultDetailEntity detail, ResultKey result, int position) {
        Table.DETAIL.bind(statement, detail(detail, result, position));
        return statement;
    }

    static <E> void bindQueryable(SqlStatement<?> statement, E entity, Table<E> table) {
        table.queryable().forEach(column -> column.bind(statement, entity));
    }

    private List<Object> audit(AuditedEntity entity, byte[] document) {
        return List.of(
                UtcTimestamp.of(entity.createdDate()),
                UtcTimestamp.of(entity.modifiedDate()),
                entity.modifiedByUserName(),
                document,
                format);
    }

    /**
     * Binds a document with properties that this build does not know, and the negative format number that marks the row as
     * such. Must be called last, since it overrides earlier bindings.
     */
    <S extends SqlStatement<S>> S withUnknown(S statement, byte[] document) {
        return statement.bind("document", document).bind("row_format", -format);
    }

    /** Replaces the document and the format of a row in the same way. */
    void setUnknown(Object[] values, Table<?> table, byte[] document) {
        values[table.position("document")] = document;
        values[table.position("row_format")] = -format;
    }
}
