package org.executionsession.jdbi;

import java.util.List;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.jdbi.Row.ResultKey;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Update;

/** Writes the row of a result together with those of its details, within a transaction. */
final class ResultRows {

    private static final String INSERT = Table.RESULT.insert();
    private static final String UPDATE = Table.RESULT.update();
    private static final String INSERT_DETAIL = Table.DETAIL.insert();

    private final Row row;

    ResultRows(Row row) {
        this.row = row;
    }

    /** Records what a session says of its try in hand, which may be there already. */
    void record(Handle handle, RecordedResult result) {
        if (!update(handle, ResultKey.of(result), result, row.result(handle.createUpdate(UPDATE), result))) {
            insert(handle, result);
        }
    }

    void insert(Handle handle, RecordedResult result) {
        row.result(handle.createUpdate(INSERT), result).execute();
        insertDetails(handle, result);
    }

    /** False when somebody else has changed the row since it was read. */
    boolean replace(Handle handle, RecordedResult read, RecordedResult next) {
        return update(
                handle,
                ResultKey.of(read),
                next,
                row.result(handle.createUpdate(UPDATE + " and modified_date = :seen"), next)
                        .bind("seen", UtcTimestamp.of(read.modifiedDate())));
    }

    private boolean update(Handle handle, ResultKey old, RecordedResult next, Update statement) {
        int rows = statement
                .bind("old_id", old.id())
                .bind("old_execution_id", old.executionId())
                .execute();
        if (rows == 1) {
            deleteDetails(handle, old);
            insertDetails(handle, next);
        }
        return rows == 1;
    }

    void delete(Handle handle, ResultKey key) {
        handle.createUpdate("delete from execution_result where id = :id and execution_id = :executionId")
                .bind("id", key.id())
                .bind("executionId", key.executionId())
                .execute();
        deleteDetails(handle, key);
    }

    private static void deleteDetails(Handle handle, ResultKey key) {
        handle.createUpdate("delete from execution_result_detail where result_id = :id and execution_id = :executionId")
                .bind("id", key.id())
                .bind("executionId", key.executionId())
                .execute();
    }

    private void insertDetails(Handle handle, RecordedResult result) {
        List<RecordedDetail> details = result.recordedDetails().toList();
        if (details.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = handle.prepareBatch(INSERT_DETAIL)) {
            for (int place = 0; place < details.size(); place++) {
                row.detail(batch, details.get(place), ResultKey.of(result), place)
                        .add();
            }
            batch.execute();
        }
    }
}
