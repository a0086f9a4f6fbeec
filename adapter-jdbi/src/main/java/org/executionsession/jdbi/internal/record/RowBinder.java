package org.executionsession.jdbi.internal.record;

import java.util.UUID;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.statement.SqlStatement;

/** Binds entities to the parameters of their tables' statements. */
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
    }

    <S extends SqlStatement<S>> S session(S statement, ExecutionSession session) {
        auditColumns(statement, session, Table.SESSION);
        return statement.bind("result_id", session.executionResult().id()).bind("document", documents.write(session));
    }

    <S extends SqlStatement<S>> S result(S statement, ExecutionResultEntity result) {
        auditColumns(statement, result, Table.RESULT);
        return statement
                .bind("execution_id", ResultKey.of(result).executionId())
                .bind("document", documents.write(result));
    }

    <S extends SqlStatement<S>> S detail(
            S statement, ExecutionResultDetailEntity detail, ResultKey result, int position) {
        auditColumns(statement, detail, Table.DETAIL);
        return statement
                .bind("result_id", result.id())
                .bind("execution_id", result.executionId())
                .bind("position", position)
                .bind("document", documents.write(detail.detail()));
    }

    static <E> void queryable(SqlStatement<?> statement, E entity, Table<E> table) {
        table.queryable().forEach(column -> column.bind(statement, entity));
    }

    private <E extends AuditedEntity> void auditColumns(SqlStatement<?> statement, E entity, Table<E> table) {
        statement.bind("id", entity.id());
        statement.bind("created_date", UtcTimestamp.of(entity.createdDate()));
        statement.bind("modified_date", UtcTimestamp.of(entity.modifiedDate()));
        statement.bind("modified_by", entity.modifiedByUserName());
        statement.bind("row_format", format);
        queryable(statement, entity, table);
    }

    /**
     * Binds a document with properties that this build does not know, and the negative format number that marks the row as
     * such. Must be called last, since it overrides earlier bindings.
     */
    <S extends SqlStatement<S>> S withUnknown(S statement, byte[] document) {
        return statement.bind("document", document).bind("row_format", -format);
    }
}
