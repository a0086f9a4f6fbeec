package org.executionsession.jdbi.internal.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.References;
import org.executionsession.jdbi.internal.record.RowBinder.ResultKey;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.jdbi.v3.core.Handle;

/** Locks and moves the results and details to which written entities refer, within the transaction that writes them. */
final class ReferencedRows {

    /** With all columns of the primary key. Otherwise, PostgreSQL would read all details without a result until it has statistics. */
    static final String FROM_WITHOUT_RESULT = " from execution_result_detail d"
            + " where d.id = :id and d.result_id = :none and d.execution_id = :none and d.position = 0";

    private final Dialect dialect;
    private final DocumentCodec documents;
    private final ResultRows results;

    ReferencedRows(JdbiContext database) {
        dialect = database.dialect();
        documents = database.documents();
        results = new ResultRows(database);
    }

    /**
     * Claims the referenced rows, as {@link #claim} does, or fails, so that the write is rolled back.
     *
     * @throws VersionConflictException if one has changed since it was read
     */
    void claimOrFail(Handle handle, References references, List<? extends AuditedEntity> by) {
        if (!claim(handle, references, by)) {
            throw VersionConflictException.of(references);
        }
    }

    /**
     * Locks the referenced rows. Then moves results without a session to the session that refers to them, and deletes the rows
     * of details without a result, since the entity that refers to them contains them. Returns false, with nothing changed, if
     * a referenced row has changed since it was read, or a missing one was added.
     */
    boolean claim(Handle handle, References references, List<? extends AuditedEntity> by) {
        if (references.isEmpty()) {
            return true;
        }
        if (!areStillMissing(handle, references)) {
            return false;
        }
        Map<ExecutionResultEntity, ExecutionSession> withoutSession = new LinkedHashMap<>();
        List<ExecutionResultDetailEntity> details = new ArrayList<>();
        for (AuditedEntity reference : references.found()) {
            if (reference instanceof ExecutionResultEntity result) {
                if (!isUnchanged(handle, result, by)) {
                    return false;
                }
                if (result.origin().executionId() == null) {
                    withoutSession.put(result, sessionOf(result, by));
                }
            } else {
                ExecutionResultDetailEntity detail = (ExecutionResultDetailEntity) reference;
                if (!isUnchanged(handle, detail)) {
                    return false;
                }
                details.add(detail);
            }
        }
        withoutSession.forEach((result, session) ->
                results.replaceWithKey(handle, result, result.replacedBy(ExecutionResultEntity.of(session))));
        details.forEach(detail -> delete(handle, detail.id()));
        return true;
    }

    /**
     * Locks the ids of missing rows, so that no other transaction refers to them or adds a single result or detail with one of them. Returns
     * false if one has been added before. A session or result with a full object of that id does not lock it; it may repeat an id.
     */
    private boolean areStillMissing(Handle handle, References references) {
        List<UUID> ids = Stream.concat(references.missingResults().stream(), references.missingDetails().stream())
                .toList();
        if (ids.isEmpty()) {
            return true;
        }
        dialect.lockNew(handle, ids);
        return !isStored(handle, "execution_result", references.missingResults())
                && !isStored(handle, "execution_result_detail", references.missingDetails());
    }

    private static boolean isStored(Handle handle, String table, Set<UUID> ids) {
        return !ids.isEmpty()
                && handle.createQuery("select id from " + table + " where id = any(:ids) fetch first 1 row only")
                        .bindArray("ids", UUID.class, ids)
                        .mapTo(UUID.class)
                        .findOne()
                        .isPresent();
    }

    private boolean isUnchanged(Handle handle, ExecutionResultEntity result, List<? extends AuditedEntity> by) {
        UUID execution = result.origin().executionId();
        if (execution != null && by.stream().noneMatch(entity -> entity.id().equals(execution))) {
            throw ResultConflictException.belongsElsewhere(EntityKind.RESULT, result.id());
        }
        return results.findForUpdate(handle, ResultKey.of(result))
                .filter(result::equals)
                .isPresent();
    }

    private boolean isUnchanged(Handle handle, ExecutionResultDetailEntity detail) {
        Optional<ExecutionResultDetailEntity> stored = handle.createQuery(
                        "select " + DetailRecordStore.COLUMNS_OF_ROW + FROM_WITHOUT_RESULT + " for update")
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

    /** Deletes a detail without a result. */
    static void delete(Handle handle, UUID id) {
        handle.createUpdate("delete" + FROM_WITHOUT_RESULT)
                .bind("id", id)
                .bind("none", RowBinder.NONE)
                .execute();
    }
}
