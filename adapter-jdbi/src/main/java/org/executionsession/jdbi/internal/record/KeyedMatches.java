package org.executionsession.jdbi.internal.record;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;
import org.executionsession.domain.model.AuditedEntity;

/**
 * Collects keys into batches, reads the entities of each batch, and passes those that match a filter to a consumer, until the
 * consumer returns false. The query timeout limits the time until the next match.
 *
 * @param <E> the entity
 */
final class KeyedMatches<E extends AuditedEntity> {

    /** The size of the first batch. A page of a few matches needs no more. */
    private static final int FIRST_ROWS = 25;

    private final KeyedRows<E> rows;
    private final RowReader reader;
    private final BiPredicate<RowKey, ? super E> filter;
    private final BiPredicate<RowKey, ? super E> consumer;
    private final List<RowKey> batch = new ArrayList<>(KeyedRows.BATCH_ROWS);
    private int batchRows = FIRST_ROWS;
    private boolean more = true;
    private long since = System.nanoTime();

    KeyedMatches(
            KeyedRows<E> rows,
            RowReader reader,
            BiPredicate<RowKey, ? super E> filter,
            BiPredicate<RowKey, ? super E> consumer) {
        this.rows = rows;
        this.reader = reader;
        this.filter = filter;
        this.consumer = consumer;
    }

    /** Adds a key, and reads the batch if it is full. Returns false when the consumer wants no more entities. */
    boolean add(RowKey key) {
        batch.add(key);
        if (batch.size() == batchRows) {
            flush();
            batchRows = Math.min(2 * batchRows, KeyedRows.BATCH_ROWS);
        }
        return more;
    }

    /** Reads the keys that were added since the last batch. */
    void flush() {
        if (more && !batch.isEmpty()) {
            more = rows.read(reader, batch, this::test);
            batch.clear();
        }
        if (more) {
            reader.timeout().check(since);
        }
    }

    private boolean test(RowKey key, E entity) {
        boolean wantsMore = true;
        // No query works meanwhile.
        long begun = System.nanoTime();
        boolean matches = filter.test(key, entity);
        reader.timeout().useSince(begun);
        if (matches) {
            wantsMore = consumer.test(key, entity);
            since = System.nanoTime();
        }
        return wantsMore;
    }
}
