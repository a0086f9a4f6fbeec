package org.executionsession.jdbi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.refusal.IdInUseException;
import org.executionsession.domain.refusal.ModifiedElsewhereException;
import org.executionsession.domain.refusal.ResultConflictException;
import org.executionsession.jdbi.Row.ResultKey;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/** The rows of results and details to which what is written refers, within the transaction that writes it. */
final class ReferredRows {

    private static final String OF_NO_RESULT =
            " from execution_result_detail d where d.id = :id and d.result_id = :none and d.execution_id = :none";

    private final Documents documents;
    private final ResultRows results;

    ReferredRows(Database database) {
        documents = database.documents();
        results = new ResultRows(database);
    }

    /**
     * Takes them for what refers to them, or undoes everything.
     *
     * @throws ModifiedElsewhereException when one is not as it was read
     */
    void takeOrUndo(Handle handle, List<? extends Recorded> references, List<? extends Recorded> by) {
        if (!take(handle, references, by)) {
            Recorded any = references.get(0);
            throw new ModifiedElsewhereException(
                    any instanceof RecordedDetail ? EntityKind.DETAIL : EntityKind.RESULT, any.id());
        }
    }

    /**
     * Keeps others from changing what is referred to, and takes what belongs to no session or result out of its place; false,
     * with nothing changed, when something is not as it was read.
     */
    boolean take(Handle handle, List<? extends Recorded> references, List<? extends Recorded> by) {
        if (references.isEmpty()) {
            return true;
        }
        Map<RecordedResult, ExecutionSession> free = new LinkedHashMap<>();
        List<RecordedDetail> details = new ArrayList<>();
        for (Recorded reference : references) {
            if (reference instanceof RecordedResult result) {
                if (!isAsRead(handle, result, by)) {
                    return false;
                }
                if (result.origin().executionId() == null) {
                    free.put(result, sessionOf(result, by));
                }
            } else {
                RecordedDetail detail = (RecordedDetail) reference;
                if (!isAsRead(handle, detail)) {
                    return false;
                }
                details.add(detail);
            }
        }
        free.forEach((result, session) -> replace(handle, result, result.replacedBy(RecordedResult.of(session))));
        details.forEach(detail -> delete(handle, detail.id()));
        return true;
    }

    private boolean isAsRead(Handle handle, RecordedResult result, List<? extends Recorded> by) {
        UUID execution = result.origin().executionId();
        if (execution != null && by.stream().noneMatch(entity -> entity.id().equals(execution))) {
            throw ResultConflictException.elsewhere(EntityKind.RESULT, result.id());
        }
        return results.findForUpdate(handle, ResultKey.of(result))
                .filter(result::equals)
                .isPresent();
    }

    private boolean isAsRead(Handle handle, RecordedDetail detail) {
        Optional<RecordedDetail> stored = handle.createQuery(
                        "select " + DetailRecords.COLUMNS + OF_NO_RESULT + " for update")
                .bind("id", detail.id())
                .bind("none", Row.NONE)
                .map((columns, context) -> DetailRecords.read(columns, documents))
                .findOne();
        return stored.orElseThrow(() -> ResultConflictException.elsewhere(EntityKind.DETAIL, detail.id()))
                .equals(detail);
    }

    private static ExecutionSession sessionOf(RecordedResult result, List<? extends Recorded> by) {
        return by.stream()
                .map(ExecutionSession.class::cast)
                .filter(session -> session.executionResult().id().equals(result.id()))
                .findFirst()
                .orElseThrow();
    }

    private void replace(Handle handle, RecordedResult stored, RecordedResult next) {
        try {
            results.replace(handle, stored, next);
        } catch (JdbiException failure) {
            if (SqlFailure.isUniqueViolation(failure)) {
                throw new IdInUseException(EntityKind.RESULT, next.id());
            }
            throw failure;
        }
    }

    private static void delete(Handle handle, UUID id) {
        handle.createUpdate(
                        "delete from execution_result_detail where id = :id and result_id = :none and execution_id = :none")
                .bind("id", id)
                .bind("none", Row.NONE)
                .execute();
    }
}
