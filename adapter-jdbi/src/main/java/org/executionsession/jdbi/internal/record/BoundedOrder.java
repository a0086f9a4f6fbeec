package org.executionsession.jdbi.internal.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.UUID;
import java.util.function.Consumer;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.query.FoldedText;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.SortKey;

/**
 * Sorts entities outside the database, in bounded memory and without temporary files. It scans all entities for the first
 * ones in order, as many as fit into memory, passes these on, and scans again for the next ones. A page of a table needs one
 * scan, a very long list several.
 *
 * @param <E> the entity
 */
final class BoundedOrder<E extends AuditedEntity> {

    /** The memory for an entity while it is sorted, without its values and its key, in bytes. */
    private static final int ENTRY_BYTES = 80;

    private static final int VALUE_BYTES = 40;

    /** The entries that are sorted may use the heap size divided by this. */
    private static final int HEAP_DIVISOR = 64;

    /** How many entities are read by key at once. A whole row takes more memory than an entry. */
    static final int ROWS = 200;

    private final Query<E> query;
    private final Comparator<Entry> comparator;
    private final long maxBytes;

    BoundedOrder(Query<E> query, Property<E> id) {
        this(query, id, Runtime.getRuntime().maxMemory() / HEAP_DIVISOR);
    }

    BoundedOrder(Query<E> query, Property<E> id, long maxBytes) {
        this.query = query;
        this.maxBytes = maxBytes;
        this.comparator = comparator(query.order(), new SortKey<>(id, false));
    }

    /** Reads the entities. All reads must return the same entities. */
    interface Source {

        /** Passes an entry for each entity that matches the query to a consumer, in any order. */
        void forEach(Consumer<Entry> consumer);

        /** Reads the entities of some entries and passes them on, in the order of the entries. */
        void read(List<Entry> entries);
    }

    /**
     * The sort keys of an entity.
     *
     * @param key the unique key of the entity, the id first; it decides between equal values
     * @param values the values of the properties of the order; null where a path leads through a null reference
     */
    record Entry(List<Object> key, List<Object> values) {

        static <E extends AuditedEntity> Entry of(E entity, List<SortKey<E>> order) {
            List<Object> values = new ArrayList<>(order.size());
            for (SortKey<E> key : order) {
                Object value = key.property().value(entity);
                values.add(value instanceof String text ? text(FoldedText.of(text)) : value);
            }
            return new Entry(List.of(entity.id()), values);
        }

        /** A folded text as it is compared: the bytes of UTF-8 are ordered as code points are. */
        static Object text(String folded) {
            return folded.getBytes(StandardCharsets.UTF_8);
        }

        private long bytes() {
            long bytes = ENTRY_BYTES + (long) VALUE_BYTES * (key.size() + values.size());
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
            for (int i = 0; i < one.key.size(); i++) {
                int compared = comparePart(byId, one.key.get(i), other.key.get(i));
                if (compared != 0) {
                    return compared;
                }
            }
            return 0;
        };
    }

    private static int compare(SortKey<?> key, Object one, Object other) {
        if (one instanceof byte[] text && other instanceof byte[] otherText) {
            int compared = Arrays.compareUnsigned(text, otherText);
            return key.descending() ? -compared : compared;
        }
        return key.compare(one, other);
    }

    /** Compares a part of two keys. */
    @SuppressWarnings("unchecked")
    private static <E> int comparePart(SortKey<E> byId, Object one, Object other) {
        return one instanceof UUID ? byId.compare(one, other) : ((Comparable<Object>) one).compareTo(other);
    }

    /** Reads the entities of the query's page, in the query's order. */
    void read(Source source) {
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
            read(source, entries.subList(skipped, skipped + taken));
            skip -= skipped;
            take -= taken;
            shouldContinue = take > 0 && first.isCut;
            last = entries.isEmpty() ? null : entries.get(entries.size() - 1);
        }
    }

    private static void read(Source source, List<Entry> entries) {
        for (int from = 0; from < entries.size(); from += ROWS) {
            source.read(entries.subList(from, Math.min(from + ROWS, entries.size())));
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
