package org.executionsession.jdbi.internal.record;

import java.time.Instant;
import java.util.List;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Deletes expired rows of a table.
 *
 * @param table the name of the table; it has a column {@code expires_at}
 * @param key the name of the primary key column
 */
public record ExpiredRowCleaner(String table, String key) {

    private static final int BATCH_ROWS = 100;

    /**
     * Deletes a batch of expired rows. Inserts of new rows also call this, so that rows are deleted faster than they are
     * inserted. The batch is small and skips locked rows, so that the insert hardly waits.
     *
     * @param now the present; rows with an {@code expires_at} up to it are deleted
     * @return how many rows were deleted
     */
    public int deleteBatch(Handle handle, Instant now) {
        List<Object> expired = handle.createQuery("select " + key + " from " + table
                        + " where expires_at <= :now fetch first " + BATCH_ROWS + " rows only for update skip locked")
                .bind("now", UtcTimestamp.of(now))
                .map((columns, context) -> columns.getObject(1))
                .list();
        try (PreparedBatch batch = handle.prepareBatch("delete from " + table + " where " + key + " = :key")) {
            expired.forEach(one -> batch.bind("key", one).add());
            if (batch.size() > 0) {
                batch.execute();
            }
        }
        return expired.size();
    }
}
