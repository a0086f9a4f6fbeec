package org.executionsession.jdbi.internal.record;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.executionsession.domain.exception.QueryTimeoutException;
import org.executionsession.domain.model.AuditedEntity;

/**
 * Collects keys into batches, reads the entities of each batch, and passes those that match a filter to a consumer, until the
 * consumer returns false. The time until the next match is limited by the query timeout.
 *
 * @param <E> the entity
 */
final class KeyedMatches<E extends AuditedEntity> {

    private final KeyedRows<E> rows;
    private final RowReader reader;
    private final Predicate<? super E> filter;
    private final Predicate<? super E> consumer;
    private final List<RowKey> batch = new ArrayList<>(KeyedRows.BATCH_ROWS);
    private boolean more = true;
    private long since = System.nanoTime();

    KeyedMatches(KeyedRows<E> rows, RowReader reader, Predicate<? super E> filter, Predicate<? super E> consumer) {
        this.rows = rows;
        this.reader = reader;
        this.filter = filter;
        this.consumer = consumer;
    }

    /** Adds a key, and reads the batch if it is full. Returns false when the consumer wants no more entities. */
    boolean add(RowKey key) {
        batch.add(key);
        if (batch.size() == KeyedRows.BATCH_ROWS) {
            flush();
        }
        return more;
    }

    /** Reads the keys that were added since the last batch. */
    void flush() {
        if (!batch.isEmpty() && more) {
            rows.read(reader, batch, this::test);
            batch.clear();
        }
        if (more && System.nanoTime() - since > reader.queryTimeout().toNanos()) {
            throw new QueryTimeoutException(reader.queryTimeout());
        }
    }

    private void test(E entity) {
        if (more && filter.test(entity)) {
            more = consumer.test(entity);
            since = System.nanoTime();
        }
    }
}
