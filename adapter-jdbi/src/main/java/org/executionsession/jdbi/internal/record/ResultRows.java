package org.executionsession.jdbi.internal.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.jdbi.internal.record.RowBinder.ResultKey;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.Table;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Update;

/** Writes the rows of results together with those of their details, within a transaction. */
final class ResultRows {

    static final String COLUMNS = "r.created_date, r.modified_date, r.modified_by, r.document";
    static final String FROM = "execution_result r";

    private static final String FIND =
            "select " + COLUMNS + " from " + FROM + " where r.id = :id and r.execution_id = :execution_id for update";
    private static final String UPDATE = Table.RESULT.updateOwn();
    private static final String UPDATE_OF_OTHERS = Table.RESULT.update();
    private static final String INSERT_DETAIL = Table.DETAIL.insert();

    private final Dialect dialect;
    private final String insert;
    private final RowBinder row;
    private final DocumentCodec documents;
    private final RowMapper<ExecutionResultEntity> mapper;

    ResultRows(JdbiContext database) {
        dialect = database.dialect();
        insert = dialect.insertWhereAbsent(Table.RESULT.insert());
        row = new RowBinder(database);
        documents = database.documents();
        mapper = (columns, context) -> ResultRecordStore.read(columns, database.documents());
    }

    /** Finds a result, and keeps others from changing it until the transaction ends. */
    Optional<ExecutionResultEntity> findForUpdate(Handle handle, ResultKey key) {
        return handle.createQuery(FIND)
                .bind("id", key.id())
                .bind("execution_id", key.executionId())
                .map(mapper)
                .findOne();
    }

    /** Records what a session says of its try in hand, which may be there already. */
    void record(Handle handle, ExecutionResultEntity result) {
        findForUpdate(handle, ResultKey.of(result))
                .ifPresentOrElse(stored -> update(handle, stored, result), () -> recordAll(handle, List.of(result)));
    }

    /** Records what sessions say of tries that are new to them. */
    private void recordAll(Handle handle, List<ExecutionResultEntity> results) {
        recordAll(handle, results, (stored, said) -> {});
    }

    /**
     * Records what new sessions say of their tries; few are there already, from sessions that had the same ids.
     *
     * @throws ResultConflictException when one is there and has ended
     */
    void beginAll(Handle handle, List<ExecutionResultEntity> results) {
        recordAll(handle, results, (stored, said) -> {
            if (!stored.allowsNewSession(said)) {
                throw ResultConflictException.alreadyEnded(
                        said.id(), stored.result().status().number());
            }
        });
    }

    private void recordAll(
            Handle handle,
            List<ExecutionResultEntity> results,
            BiConsumer<ExecutionResultEntity, ExecutionResultEntity> check) {
        if (results.isEmpty()) {
            return;
        }
        int[] inserted = insert(handle, results);
        List<ExecutionResultEntity> recorded = new ArrayList<>(results.size());
        List<ExecutionResultEntity> removedMeanwhile = new ArrayList<>();
        for (int i = 0; i < inserted.length; i++) {
            ExecutionResultEntity result = results.get(i);
            if (inserted[i] > 0) {
                recorded.add(result);
            } else {
                findForUpdate(handle, ResultKey.of(result))
                        .ifPresentOrElse(
                                stored -> {
                                    check.accept(stored, result);
                                    update(handle, stored, result);
                                },
                                () -> removedMeanwhile.add(result));
            }
        }
        insertDetails(handle, recorded, Optional.empty());
        recordAll(handle, removedMeanwhile, check);
    }

    private void update(Handle handle, ExecutionResultEntity stored, ExecutionResultEntity said) {
        ExecutionResultEntity next = stored.replacedBy(said);
        if (!next.equals(stored)) {
            replace(handle, stored, next);
        }
    }

    /** Adds a result; false when one with its id and session is there. */
    boolean add(Handle handle, ExecutionResultEntity result) {
        boolean inserted = insert(handle, List.of(result))[0] > 0;
        if (inserted) {
            insertDetails(handle, List.of(result), Optional.empty());
        }
        return inserted;
    }

    private int[] insert(Handle handle, List<ExecutionResultEntity> results) {
        try (PreparedBatch batch = handle.prepareBatch(insert)) {
            results.forEach(result -> row.result(batch, result).add());
            return dialect.insertedWhereAbsent(batch);
        }
    }

    /** Replaces a row that was found for update. */
    void replace(Handle handle, ExecutionResultEntity stored, ExecutionResultEntity next) {
        ResultKey key = ResultKey.of(stored);
        Optional<JsonNode> kept =
                bindReplacement(handle.createUpdate(UPDATE), next, key).execute() == 1
                        ? Optional.empty()
                        : replaceOfOthers(handle, key, next);
        deleteDetails(handle, key);
        insertDetails(handle, List.of(next), kept);
    }

    private Update bindReplacement(Update update, ExecutionResultEntity next, ResultKey old) {
        return row.result(update, next).bind("old_id", old.id()).bind("old_execution_id", old.executionId());
    }

    /** Replaces what another build has written; the document, when it holds what only that one knows. */
    private Optional<JsonNode> replaceOfOthers(Handle handle, ResultKey key, ExecutionResultEntity next) {
        Update update = bindReplacement(handle.createUpdate(UPDATE_OF_OTHERS), next, key);
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
        deleteDetails(handle, key);
    }

    private static void deleteDetails(Handle handle, ResultKey key) {
        handle.createUpdate(
                        "delete from execution_result_detail where result_id = :id and execution_id = :execution_id")
                .bind("id", key.id())
                .bind("execution_id", key.executionId())
                .execute();
    }

    /** Writes the details of results; of one that holds what this build does not know, as they are in its document. */
    private void insertDetails(Handle handle, List<ExecutionResultEntity> results, Optional<JsonNode> kept) {
        try (PreparedBatch batch = handle.prepareBatch(INSERT_DETAIL)) {
            for (ExecutionResultEntity result : results) {
                List<ExecutionResultDetailEntity> details =
                        result.detailEntities().toList();
                for (int place = 0; place < details.size(); place++) {
                    row.detail(batch, details.get(place), ResultKey.of(result), place);
                    if (kept.isPresent()) {
                        JsonNode detail = kept.get().at("/result/details/" + place);
                        row.withUnknown(batch, documents.unknown().write(detail));
                    }
                    batch.add();
                }
            }
            if (batch.size() > 0) {
                batch.execute();
            }
        }
    }
}
