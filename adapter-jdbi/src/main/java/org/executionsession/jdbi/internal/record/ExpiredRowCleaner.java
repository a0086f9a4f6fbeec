package org.executionsession.jdbi.internal.record;

import java.time.Instant;
import java.util.List;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/**
 * Rows that nobody wants any more once they have expired.
 *
 * @param table where they are
 * @param key the column that tells one from the other
 */
public record ExpiredRowCleaner(String table, String key) {

    private static final int AT_ONCE = 100;

    /**
     * Some of them whenever new ones come: they go faster than they come, and nobody waits for very many to go at once, nor
     * for those that somebody else is deleting.
     *
     * @return how many
     */
    public int forgetSome(Handle handle, Instant now) {
        List<Object> expired = handle.createQuery("select " + key + " from " + table
                        + " where expires_at <= :now fetch first " + AT_ONCE + " rows only for update skip locked")
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
