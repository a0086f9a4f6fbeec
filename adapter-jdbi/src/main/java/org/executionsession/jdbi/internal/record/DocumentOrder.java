package org.executionsession.jdbi.internal.record;

import java.util.ArrayList;
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
 * Orders entities by properties that no column holds, in bounded memory: it looks through all entities for the first ones
 * that fit, hands these on, and looks again for those behind them. A page of a table needs one look, a very long list
 * several. Ids must tell the entities apart.
 *
 * @param <E> the entity
 */
final class DocumentOrder<E extends AuditedEntity> {

    /** What an entity takes while it is ordered, without its texts, in bytes. */
    private static final int ENTRY_BYTES = 160;

    /** So many parts of the heap go into one for the entities that are ordered. */
    private static final int HEAP_PARTS = 64;

    /** Entities are small beside the rows that they are of; few are read at once. */
    private static final int ROWS = 200;

    private final Query<E> query;
    private final Source<E> source;
    private final Comparator<Entry> comparator;
    private final long maxBytes;

    DocumentOrder(Query<E> query, Property<E> id, Source<E> source) {
        this(query, id, source, Runtime.getRuntime().maxMemory() / HEAP_PARTS);
    }

    DocumentOrder(Query<E> query, Property<E> id, Source<E> source, long maxBytes) {
        this.query = query;
        this.source = source;
        this.maxBytes = maxBytes;
        this.comparator = comparator(query.order(), new SortKey<>(id, false));
    }

    /** Where the entities are; the same ones each time. */
    interface Source<E> {

        /** Reads those that the query means, in any order. */
        void forEach(Consumer<E> reader);

        /** Reads those with some ids, in the order of the ids. */
        List<E> find(List<UUID> ids);
    }

    /** What decides where an entity stands. */
    private record Entry(UUID id, List<Object> values, long bytes) {

        static <E extends AuditedEntity> Entry of(E entity, List<SortKey<E>> order) {
            List<Object> values = new ArrayList<>(order.size());
            long bytes = ENTRY_BYTES;
            for (SortKey<E> key : order) {
                Object value = key.property().value(entity);
                values.add(value instanceof String text ? FoldedText.of(text) : value);
                bytes += value instanceof String text ? 2L * text.length() : 0;
            }
            return new Entry(entity.id(), values, bytes);
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
            return byId.compare(one.id, other.id);
        };
    }

    /** Hands on what the query means, in its order and within its page. */
    void forEach(Consumer<? super E> reader) {
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
            read(entries.subList(skipped, skipped + taken), reader);
            skip -= skipped;
            take -= taken;
            shouldContinue = take > 0 && first.isCut;
            last = entries.isEmpty() ? null : entries.get(entries.size() - 1);
        }
    }

    private void read(List<Entry> entries, Consumer<? super E> reader) {
        for (int from = 0; from < entries.size(); from += ROWS) {
            source.find(entries.subList(from, Math.min(from + ROWS, entries.size())).stream()
                            .map(Entry::id)
                            .toList())
                    .forEach(reader);
        }
    }

    /** The first ones behind another one, as many as fit. */
    private final class First {

        private final Entry after;
        private final long most;
        private final PriorityQueue<Entry> entries = new PriorityQueue<>(comparator.reversed());
        private long bytes;
        private boolean isCut;

        First(Entry after, long most) {
            this.after = after;
            this.most = most;
        }

        void add(E entity) {
            Entry entry = Entry.of(entity, query.order());
            if (after != null && comparator.compare(entry, after) <= 0) {
                return;
            }
            entries.add(entry);
            bytes += entry.bytes;
            while (entries.size() > 1 && (bytes > maxBytes || entries.size() > most)) {
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
