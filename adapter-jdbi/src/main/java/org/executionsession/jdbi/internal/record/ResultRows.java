package org.executionsession.jdbi.internal.record;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.query.ChangedProperties;
import org.executionsession.jdbi.internal.commit.RecordedChanges;
import org.executionsession.jdbi.internal.record.RowBinder.ResultKey;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.RowInsert;
import org.executionsession.jdbi.internal.sql.RowUpdate;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.Table;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.Update;

/** Writes the rows of results and of their details, within a transaction. */
final class ResultRows {

    static final String COLUMNS = "r.created_date, r.modified_date, r.modified_by, r.document";
    static final String FROM = "execution_result r";

    private static final String FIND =
            "select " + COLUMNS + " from " + FROM + " where r.id = :id and r.execution_id = :execution_id for update";

    /** With two conditions on arrays, PostgreSQL would look for all combinations of their ids. */
    static final String FIND_ALL = "select " + COLUMNS + " from " + FROM + " join (select execution_id, id"
            + " from unnest(cast(:execution_ids as uuid array), cast(:ids as uuid array)) as keys(execution_id, id)) k"
            + " on r.execution_id = k.execution_id and r.id = k.id order by r.execution_id, r.id for update";

    private static final String UPDATE = Table.RESULT.updateOwnFormat();
    private static final RowUpdate UPDATE_ROWS = Table.RESULT.updateRows();
    private static final String UPDATE_OTHER_FORMAT = Table.RESULT.update();
    private static final RowInsert INSERT = Table.RESULT.insert();

    private final Dialect dialect;
    private final RowBinder row;
    private final DetailRows detailRows;
    private final DocumentCodec documents;
    private final RowMapper<ExecutionResultEntity> mapper;

    ResultRows(JdbiContext database) {
        dialect = database.dialect();
        row = new RowBinder(database);
        detailRows = new DetailRows(database, row);
        documents = database.documents();
        mapper = (columns, context) -> ResultRecordStore.read(columns, database.documents());
    }

    /** Finds a result and locks its row until the transaction ends. */
    Optional<ExecutionResultEntity> findForUpdate(Handle handle, ResultKey key) {
        return handle.createQuery(FIND)
                .bind("id", key.id())
                .bind("execution_id", key.executionId())
                .map(mapper)
                .findOne();
    }

    /** Finds results and locks their rows until the transaction ends. */
    Map<ResultKey, ExecutionResultEntity> findAllForUpdate(Handle handle, List<ResultKey> keys) {
        return handle.createQuery(FIND_ALL)
                .bindArray(
                        "execution_ids",
                        UUID.class,
                        keys.stream().map(ResultKey::executionId).toList())
                .bindArray("ids", UUID.class, keys.stream().map(ResultKey::id).toList())
                .map(mapper)
                .collect(toMap(ResultKey::of, result -> result));
    }

    /**
     * Replaces rows that {@link #findAllForUpdate} has locked, and the rows of their details. The keys stay the same. Unchanged results
     * are skipped.
     */
    void replaceAll(Handle handle, List<DetailRows.Replaced> results) {
        List<DetailRows.Replaced> changed = results.stream()
                .filter(result -> !result.next().equals(result.stored()))
                .toList();
        boolean[] updated = UPDATE_ROWS.execute(
                handle,
                changed.stream()
                        .map(result -> new RowUpdate.Change(
                                row.result(result.next()), row.conditions(ResultKey.of(result.stored()))))
                        .toList());
        List<DetailRows.Replaced> inOwnFormat = new ArrayList<>(changed.size());
        for (int i = 0; i < updated.length; i++) {
            if (updated[i]) {
                inOwnFormat.add(changed.get(i));
                recordChange(handle, changed.get(i).stored(), changed.get(i).next());
            } else {
                // Another build has written the row.
                replace(handle, changed.get(i).stored(), changed.get(i).next());
            }
        }
        detailRows.replaceAll(handle, inOwnFormat);
    }

    /** A result with the values of its row, and of the rows of its details. */
    record Encoded(ExecutionResultEntity result, Object[] values, List<Object[]> details) {}

    /** Encodes the rows of a result. */
    Encoded encode(ExecutionResultEntity result) {
        return new Encoded(result, row.result(result), detailRows.encode(result));
    }

    /** Inserts or updates the result of a session's current attempt. */
    void store(Handle handle, ExecutionResultEntity result) {
        findForUpdate(handle, ResultKey.of(result))
                .ifPresentOrElse(
                        stored -> update(handle, stored, result),
                        () -> storeAll(handle, List.of(encode(result)), (stored, next) -> {}));
    }

    /**
     * Inserts the results of new sessions. A result may exist already, from an earlier session with the same id; it is then
     * updated.
     *
     * @throws ResultConflictException if the existing result has ended and differs
     */
    void insertForNewSessions(Handle handle, List<Encoded> results) {
        storeAll(handle, results, (stored, result) -> {
            if (!stored.allowsNewSession(result)) {
                throw ResultConflictException.alreadyEnded(result.id());
            }
        });
    }

    private void storeAll(
            Handle handle, List<Encoded> results, BiConsumer<ExecutionResultEntity, ExecutionResultEntity> check) {
        if (results.isEmpty()) {
            return;
        }
        boolean[] inserted = dialect.insertAbsent(
                handle, INSERT, results.stream().map(Encoded::values).toList());
        List<Object[]> details = new ArrayList<>();
        List<Encoded> deleted = new ArrayList<>();
        for (int i = 0; i < inserted.length; i++) {
            Encoded encoded = results.get(i);
            if (inserted[i]) {
                details.addAll(encoded.details());
                RecordedChanges.of(handle).add(EntityChange.created(encoded.result()));
            } else {
                ExecutionResultEntity result = encoded.result();
                findForUpdate(handle, ResultKey.of(result))
                        .ifPresentOrElse(
                                stored -> {
                                    check.accept(stored, result);
                                    update(handle, stored, result);
                                },
                                () -> deleted.add(encoded));
            }
        }
        detailRows.insert(handle, details);
        storeAll(handle, deleted, check);
    }

    private void update(Handle handle, ExecutionResultEntity stored, ExecutionResultEntity result) {
        ExecutionResultEntity next = stored.replacedBy(result);
        if (!next.equals(stored)) {
            replace(handle, stored, next);
        }
    }

    /** Inserts a result. Returns false if one with its id and session exists. */
    boolean add(Handle handle, ExecutionResultEntity result) {
        boolean inserted = dialect.insertAbsent(handle, INSERT, List.<Object[]>of(row.result(result)))[0];
        if (inserted) {
            detailRows.insert(handle, detailRows.encode(result));
            RecordedChanges.of(handle).add(EntityChange.created(result));
        }
        return inserted;
    }

    /**
     * Replaces a row that {@link #findForUpdate} has locked, and the rows of its details. The session of the result may change.
     *
     * @throws DuplicateIdException if the session already has a result with the id
     */
    void replaceWithKey(Handle handle, ExecutionResultEntity stored, ExecutionResultEntity next) {
        try {
            replace(handle, stored, next);
        } catch (JdbiException failure) {
            if (SqlExceptionTranslator.isUniqueViolation(failure)) {
                throw new DuplicateIdException(EntityKind.RESULT, next.id(), failure);
            }
            throw failure;
        }
    }

    /** Returns the size of the document of a result; empty if there is none. */
    Optional<Long> documentBytes(Handle handle, ResultKey key) {
        return handle.createQuery(
                        "select octet_length(document) from execution_result where id = :id and execution_id = :execution_id")
                .bind("id", key.id())
                .bind("execution_id", key.executionId())
                .mapTo(Long.class)
                .findOne();
    }

    /** Returns the size of the document of the result that has a detail; empty if there is none. */
    Optional<Long> documentBytesOfDetail(Handle handle, UUID detail) {
        return handle.createQuery("select octet_length(r.document) from execution_result_detail d"
                        + " join execution_result r on r.id = d.result_id and r.execution_id = d.execution_id"
                        + " where d.id = :id order by 1 desc fetch first 1 rows only")
                .bind("id", detail)
                .mapTo(Long.class)
                .findOne();
    }

    /** Replaces a row that {@link #findForUpdate} has locked, and the rows of its details. The key stays the same. */
    void replace(Handle handle, ExecutionResultEntity stored, ExecutionResultEntity next) {
        ResultKey key = ResultKey.of(stored);
        recordChange(handle, stored, next);
        Optional<JsonNode> kept =
                bindReplacement(handle.createUpdate(UPDATE), next, key).execute() == 1
                        ? Optional.empty()
                        : replaceOtherFormat(handle, key, next);
        if (!key.equals(ResultKey.of(next))) {
            ScriptLogRows.move(handle, key, ResultKey.of(next));
        }
        DetailRows.Replaced replaced = new DetailRows.Replaced(stored, next);
        kept.ifPresentOrElse(
                document -> detailRows.replaceWithUnknown(handle, replaced, document),
                () -> detailRows.replaceAll(handle, List.of(replaced)));
    }

    private static void recordChange(Handle handle, ExecutionResultEntity stored, ExecutionResultEntity next) {
        RecordedChanges.of(handle).add(EntityChange.updated(next, ChangedProperties.OF_RESULTS.between(stored, next)));
    }

    private Update bindReplacement(Update update, ExecutionResultEntity next, ResultKey old) {
        return row.bindResult(update, next).bind("old_id", old.id()).bind("old_execution_id", old.executionId());
    }

    /** Replaces a row of another build. Returns the new document if it has properties that this build does not know. */
    private Optional<JsonNode> replaceOtherFormat(Handle handle, ResultKey key, ExecutionResultEntity next) {
        Update update = bindReplacement(handle.createUpdate(UPDATE_OTHER_FORMAT), next, key);
        Optional<JsonNode> kept = handle.createQuery(FIND)
                .bind("id", key.id())
                .bind("execution_id", key.executionId())
                .map((columns, context) -> columns.getBytes("document"))
                .findOne()
                .flatMap(document -> documents.unknown().keep(document, documents.write(next), DocumentShape.RESULT));
        kept.ifPresent(document -> row.withUnknown(update, documents.unknown().write(document)));
        update.execute();
        return kept;
    }

    void delete(Handle handle, ResultKey key) {
        handle.createUpdate("delete from execution_result where id = :id and execution_id = :execution_id")
                .bind("id", key.id())
                .bind("execution_id", key.executionId())
                .execute();
        detailRows.delete(handle, key);
        ScriptLogRows.delete(handle, key);
        RecordedChanges.of(handle)
                .add(EntityChange.deleted(
                        EntityKind.RESULT,
                        key.id(),
                        key.executionId().equals(RowBinder.NONE) ? null : key.executionId()));
    }
}
