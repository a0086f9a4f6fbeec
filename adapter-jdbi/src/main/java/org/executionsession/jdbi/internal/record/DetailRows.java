package org.executionsession.jdbi.internal.record;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.jdbi.internal.record.RowBinder.ResultKey;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.RowInsert;
import org.executionsession.jdbi.internal.sql.Table;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Writes the rows of the details of results, within a transaction that has locked or inserted the rows of these results.
 *
 * <p>A replacement writes changed details only: a result can have a thousand, and clients often replace it to add one. The rows of the
 * others stay as they are, because queries take the last modification of a detail from the row of its result.
 */
final class DetailRows {

    private static final String DELETE =
            "delete from execution_result_detail where result_id = :id and execution_id = :execution_id";
    private static final String DELETE_RANGE = DELETE + " and position between :first and :last";
    private static final RowInsert INSERT = Table.DETAIL.insert();

    private final Dialect dialect;
    private final RowBinder row;
    private final DocumentCodec documents;

    DetailRows(JdbiContext database, RowBinder row) {
        this.dialect = database.dialect();
        this.row = row;
        this.documents = database.documents();
    }

    /** A stored result and its replacement. */
    record Replaced(ExecutionResultEntity stored, ExecutionResultEntity next) {

        /** Returns the positions of the details, stored or new, whose documents the replacement changes. */
        private int[] changedPositions() {
            List<ExecutionResultDetail> before = stored.result().details();
            List<ExecutionResultDetail> after = next.result().details();
            return IntStream.range(0, Math.max(before.size(), after.size()))
                    .filter(i -> isOther()
                            || i >= before.size()
                            || i >= after.size()
                            || !before.get(i).equals(after.get(i)))
                    .toArray();
        }

        /** Returns whether the rows of all details differ. */
        private boolean isOther() {
            return !ResultKey.of(stored).equals(ResultKey.of(next))
                    || !stored.createdDate().equals(next.createdDate());
        }
    }

    /** Returns the values of the rows of a result's details. */
    List<Object[]> encode(ExecutionResultEntity result) {
        return encode(result, IntStream.range(0, result.result().details().size()));
    }

    private List<Object[]> encode(ExecutionResultEntity result, IntStream positions) {
        ResultKey key = ResultKey.of(result);
        List<ExecutionResultDetailEntity> details = result.detailEntities().toList();
        return positions
                .mapToObj(position -> row.detail(details.get(position), key, position))
                .toList();
    }

    void insert(Handle handle, List<Object[]> rows) {
        dialect.insert(handle, INSERT, rows);
    }

    /** Deletes the details of a result. */
    void delete(Handle handle, ResultKey key) {
        handle.createUpdate(DELETE)
                .bind("id", key.id())
                .bind("execution_id", key.executionId())
                .execute();
    }

    /** Replaces the details of results. */
    void replaceAll(Handle handle, List<Replaced> results) {
        insert(handle, withoutChanged(handle, results));
    }

    /**
     * Replaces the details of a result that has properties that this build does not know.
     *
     * @param document the new document of the result
     */
    void replaceWithUnknown(Handle handle, Replaced result, JsonNode document) {
        List<Object[]> rows = withoutChanged(handle, List.of(result));
        setUnknown(rows, document);
        insert(handle, rows);
    }

    /** Deletes the rows of changed details. Returns the values of the rows to insert. */
    private List<Object[]> withoutChanged(Handle handle, List<Replaced> results) {
        List<Object[]> inserted = new ArrayList<>();
        try (PreparedBatch deleted = handle.prepareBatch(DELETE_RANGE)) {
            for (Replaced result : results) {
                int before = result.stored().result().details().size();
                int after = result.next().result().details().size();
                int[] changed = result.changedPositions();
                addRanges(
                        deleted,
                        ResultKey.of(result.stored()),
                        IntStream.of(changed)
                                .filter(position -> position < before)
                                .toArray());
                inserted.addAll(encode(result.next(), IntStream.of(changed).filter(position -> position < after)));
            }
            if (deleted.size() > 0) {
                deleted.execute();
            }
        }
        return inserted;
    }

    /** Adds the deletion of each range of consecutive positions, since often all positions change. */
    private static void addRanges(PreparedBatch deleted, ResultKey key, int[] positions) {
        int first = 0;
        for (int i = 0; i < positions.length; i++) {
            if (i + 1 == positions.length || positions[i + 1] != positions[i] + 1) {
                deleted.bind("id", key.id())
                        .bind("execution_id", key.executionId())
                        .bind("first", positions[first])
                        .bind("last", positions[i])
                        .add();
                first = i + 1;
            }
        }
    }

    /** Takes the documents of details from that of their result, which has properties that this build does not know. */
    private void setUnknown(List<Object[]> rows, JsonNode result) {
        int position = Table.DETAIL.position("position");
        for (Object[] values : rows) {
            JsonNode detail = result.at("/result/details/" + values[position]);
            row.setUnknown(values, Table.DETAIL, documents.unknown().write(detail));
        }
    }
}
