package org.executionsession.jdbi.internal.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.jdbi.internal.record.RowBinder.ResultKey;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/** The rows of results and details to which what is written refers, within the transaction that writes it. */
final class ReferencedRows {

    private static final String OF_NO_RESULT =
            " from execution_result_detail d where d.id = :id and d.result_id = :none and d.execution_id = :none";

    private final DocumentCodec documents;
    private final ResultRows results;

    ReferencedRows(JdbiContext database) {
        documents = database.documents();
        results = new ResultRows(database);
    }

    /**
     * Takes them for what refers to them, or undoes everything.
     *
     * @throws VersionConflictException when one is not as it was read
     */
    void takeOrUndo(Handle handle, List<? extends AuditedEntity> references, List<? extends AuditedEntity> by) {
        if (!take(handle, references, by)) {
            AuditedEntity any = references.get(0);
            throw new VersionConflictException(
                    any instanceof ExecutionResultDetailEntity ? EntityKind.DETAIL : EntityKind.RESULT, any.id());
        }
    }

    /**
     * Keeps others from changing what is referred to, and takes what belongs to no session or result out of its place; false,
     * with nothing changed, when something is not as it was read.
     */
    boolean take(Handle handle, List<? extends AuditedEntity> references, List<? extends AuditedEntity> by) {
        if (references.isEmpty()) {
            return true;
        }
        Map<ExecutionResultEntity, ExecutionSession> free = new LinkedHashMap<>();
        List<ExecutionResultDetailEntity> details = new ArrayList<>();
        for (AuditedEntity reference : references) {
            if (reference instanceof ExecutionResultEntity result) {
                if (!isAsRead(handle, result, by)) {
                    return false;
                }
                if (result.origin().executionId() == null) {
                    free.put(result, sessionOf(result, by));
                }
            } else {
                ExecutionResultDetailEntity detail = (ExecutionResultDetailEntity) reference;
                if (!isAsRead(handle, detail)) {
                    return false;
                }
                details.add(detail);
            }
        }
        free.forEach(
                (result, session) -> replace(handle, result, result.replacedBy(ExecutionResultEntity.of(session))));
        details.forEach(detail -> delete(handle, detail.id()));
        return true;
    }

    private boolean isAsRead(Handle handle, ExecutionResultEntity result, List<? extends AuditedEntity> by) {
        UUID execution = result.origin().executionId();
        if (execution != null && by.stream().noneMatch(entity -> entity.id().equals(execution))) {
            throw ResultConflictException.belongsElsewhere(EntityKind.RESULT, result.id());
        }
        return results.findForUpdate(handle, ResultKey.of(result))
                .filter(result::equals)
                .isPresent();
    }

    private boolean isAsRead(Handle handle, ExecutionResultDetailEntity detail) {
        Optional<ExecutionResultDetailEntity> stored = handle.createQuery(
                        "select " + DetailRecordStore.COLUMNS + OF_NO_RESULT + " for update")
                .bind("id", detail.id())
                .bind("none", RowBinder.NONE)
                .map((columns, context) -> DetailRecordStore.read(columns, documents))
                .findOne();
        return stored.orElseThrow(() -> ResultConflictException.belongsElsewhere(EntityKind.DETAIL, detail.id()))
                .equals(detail);
    }

    private static ExecutionSession sessionOf(ExecutionResultEntity result, List<? extends AuditedEntity> by) {
        return by.stream()
                .map(ExecutionSession.class::cast)
                .filter(session -> session.executionResult().id().equals(result.id()))
                .findFirst()
                .orElseThrow();
    }

    private void replace(Handle handle, ExecutionResultEntity stored, ExecutionResultEntity next) {
        try {
            results.replace(handle, stored, next);
        } catch (JdbiException failure) {
            if (SqlExceptionTranslator.isUniqueViolation(failure)) {
                throw new DuplicateIdException(EntityKind.RESULT, next.id());
            }
            throw failure;
        }
    }

    private static void delete(Handle handle, UUID id) {
        handle.createUpdate(
                        "delete from execution_result_detail where id = :id and result_id = :none and execution_id = :none")
                .bind("id", id)
                .bind("none", RowBinder.NONE)
                .execute();
    }
}
