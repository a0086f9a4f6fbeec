package org.executionsession.jdbi.internal.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.query.FoldedText;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.SortKey;

/**
 * Sorts rows in bounded memory and without temporary files, where the database cannot. It scans the sort keys of all rows for
 * the first ones in order, as many as fit into memory, passes their entities to the consumer, and scans again for the next
 * ones. A page near the start needs one scan, a very long list several.
 *
 * @param <E> the entity
 */
final class BoundedOrder<E extends AuditedEntity> {

    /** The memory for a row while it is sorted, without its texts, in bytes. */
    private static final int ENTRY_BYTES = 240;

    /**
     * The part of a text that decides the order, in bytes of UTF-8: all of a name of 1,000 characters. Longer texts, which only
     * messages are, with the same beginning are in the default order.
     */
    static final int TEXT_BYTES = 4_000;

    /** The entries that are sorted may use the heap size divided by this. */
    private static final int HEAP_DIVISOR = 64;

    private final Query<E> query;
    private final Source<E> source;
    private final Comparator<Entry> comparator;
    private final long maxBytes;

    BoundedOrder(Query<E> query, Property<E> id, Source<E> source) {
        this(query, id, source, Runtime.getRuntime().maxMemory() / HEAP_DIVISOR);
    }

    BoundedOrder(Query<E> query, Property<E> id, Source<E> source, long maxBytes) {
        this.query = query;
        this.source = source;
        this.maxBytes = maxBytes;
        this.comparator = comparator(query.order(), new SortKey<>(id, false));
    }

    /** Reads the rows. All reads must return the same rows. */
    interface Source<E> {

        /** Passes an entry for each row that matches the query to a consumer, in any order. */
        void forEach(Consumer<Entry> consumer);

        /** Passes the entities with the given keys to a consumer, in the order of the keys. */
        void read(List<RowKey> keys, Consumer<? super E> consumer);
    }

    /**
     * The sort keys of a row.
     *
     * @param values the values of the properties of the order; texts as in {@link #text}; null where a path leads through a
     *     null reference
     */
    record Entry(RowKey key, List<Object> values) {

        static <E extends AuditedEntity> Entry of(RowKey rowKey, E entity, List<SortKey<E>> order) {
            List<Object> values = new ArrayList<>(order.size());
            for (SortKey<E> key : order) {
                Object value = key.property().value(entity);
                values.add(value instanceof String text ? text(FoldedText.of(text)) : value);
            }
            return new Entry(rowKey, values);
        }

        /** Returns a folded text in the form in which it is compared: UTF-8 has the order of code points. */
        static byte[] text(String folded) {
            // A character has at least one byte.
            byte[] bytes =
                    folded.substring(0, Math.min(folded.length(), TEXT_BYTES)).getBytes(StandardCharsets.UTF_8);
            return bytes.length <= TEXT_BYTES ? bytes : Arrays.copyOf(bytes, TEXT_BYTES);
        }

        private long bytes() {
            long bytes = ENTRY_BYTES;
            for (Object value : values) {
                bytes += value instanceof byte[] text ? text.length : 0;
            }
            return bytes;
        }
    }

    private static <E> Comparator<Entry> comparator(List<SortKey<E>> order, SortKey<E> byId) {
        return (one, other) -> {
            for (int i = 0; i < order.size(); i++) {
                int compared = compare(order.get(i), one.values.get(i), other.values.get(i));
                if (compared != 0) {
                    return compared;
                }
            }
            return one.key.compareTo(other.key, byId);
        };
    }

    private static int compare(SortKey<?> key, Object one, Object other) {
        if (one instanceof byte[] text && other instanceof byte[] otherText) {
            int compared = Arrays.compareUnsigned(text, otherText);
            return key.descending() ? -compared : compared;
        }
        return key.compare(one, other);
    }

    /** Passes the entities of the query's page to a consumer, in the query's order. */
    void forEach(Consumer<? super E> consumer) {
        long skip = query.skip();
        long take = query.take();
        Entry last = null;
        boolean shouldContinue = take > 0;
        while (shouldContinue) {
            First first = new First(last, skip + take < 0 ? Long.MAX_VALUE : skip + take);
            source.forEach(first::add);
            List<Entry> entries = first.inOrder();
            int skipped = (int) Math.min(skip, entries.size());
            int taken = (int) Math.min(take, entries.size() - skipped);
            read(entries.subList(skipped, skipped + taken), consumer);
            skip -= skipped;
            take -= taken;
            shouldContinue = take > 0 && first.isCut;
            last = entries.isEmpty() ? null : entries.get(entries.size() - 1);
        }
    }

    private void read(List<Entry> entries, Consumer<? super E> consumer) {
        for (int from = 0; from < entries.size(); from += KeyedRows.BATCH_ROWS) {
            int to = Math.min(from + KeyedRows.BATCH_ROWS, entries.size());
            source.read(entries.subList(from, to).stream().map(Entry::key).toList(), consumer);
        }
    }

    /** Collects the first entries after another one, as many as fit into memory and as are needed. */
    private final class First {

        private final Entry after;
        private final long limit;
        private final PriorityQueue<Entry> entries = new PriorityQueue<>(comparator.reversed());
        private long bytes;
        private boolean isCut;

        First(Entry after, long limit) {
            this.after = after;
            this.limit = limit;
        }

        void add(Entry entry) {
            if (after != null && comparator.compare(entry, after) <= 0) {
                return;
            }
            entries.add(entry);
            bytes += entry.bytes();
            while (entries.size() > 1 && (bytes > maxBytes || entries.size() > limit)) {
                bytes -= entries.remove().bytes();
                isCut = true;
            }
        }

        List<Entry> inOrder() {
            List<Entry> ordered = new ArrayList<>(entries);
            ordered.sort(comparator);
            return Collections.unmodifiableList(ordered);
        }
    }
}
