package org.executionsession.jdbi.internal.record;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.query.FoldedText;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.SortKey;

/**
 * Sorts entities by properties that have no column, in bounded memory. It scans all entities for the first ones in order, as
 * many as fit into memory, passes these to the consumer, and scans again for the next ones. A page of a table needs one scan,
 * a very long list several.
 *
 * @param <E> the entity
 */
final class DocumentOrder<E extends AuditedEntity> {

    /** The memory for an entity while it is sorted, without its texts, in bytes. */
    private static final int ENTRY_BYTES = 240;

    /** The entries that are sorted may use the heap size divided by this. */
    private static final int HEAP_DIVISOR = 64;

    private final Query<E> query;
    private final Source<E> source;
    private final Comparator<Entry> comparator;
    private final long maxBytes;

    DocumentOrder(Query<E> query, Property<E> id, Source<E> source) {
        this(query, id, source, Runtime.getRuntime().maxMemory() / HEAP_DIVISOR);
    }

    DocumentOrder(Query<E> query, Property<E> id, Source<E> source, long maxBytes) {
        this.query = query;
        this.source = source;
        this.maxBytes = maxBytes;
        this.comparator = comparator(query.order(), new SortKey<>(id, false));
    }

    /** Reads the entities. All reads must return the same entities. */
    interface Source<E> {

        /** Passes each entity that matches the query to a consumer, with its key, in any order. */
        void forEach(BiConsumer<RowKey, E> consumer);

        /** Passes the entities with the given keys to a consumer, in the order of the keys. */
        void read(List<RowKey> keys, Consumer<? super E> consumer);
    }

    /** The sort keys of an entity. */
    private record Entry(RowKey key, List<Object> values, long bytes) {

        static <E extends AuditedEntity> Entry of(RowKey rowKey, E entity, List<SortKey<E>> order) {
            List<Object> values = new ArrayList<>(order.size());
            long bytes = ENTRY_BYTES;
            for (SortKey<E> key : order) {
                Object value = key.property().value(entity);
                values.add(value instanceof String text ? FoldedText.of(text) : value);
                bytes += value instanceof String text ? 2L * text.length() : 0;
            }
            return new Entry(rowKey, values, bytes);
        }
    }

    private static <E> Comparator<Entry> comparator(List<SortKey<E>> order, SortKey<E> byId) {
        return (one, other) -> {
            for (int i = 0; i < order.size(); i++) {
                int compared = order.get(i).compare(one.values.get(i), other.values.get(i));
                if (compared != 0) {
                    return compared;
                }
            }
            return one.key.compareTo(other.key, byId);
        };
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

        void add(RowKey key, E entity) {
            Entry entry = Entry.of(key, entity, query.order());
            if (after != null && comparator.compare(entry, after) <= 0) {
                return;
            }
            entries.add(entry);
            bytes += entry.bytes;
            while (entries.size() > 1 && (bytes > maxBytes || entries.size() > limit)) {
                bytes -= entries.remove().bytes;
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
