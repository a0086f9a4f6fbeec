package org.executionsession.jdbi.internal.record;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.SortKey;
import org.executionsession.domain.query.ValueKind;
import org.executionsession.jdbi.internal.record.BoundedOrder.Entry;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.FilterSql;
import org.executionsession.jdbi.internal.sql.FilterSql.Split;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.Table;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads the entities of one table. */
final class TableReader<E extends AuditedEntity> {

    /** So many rows are sorted together with their documents; they are few for a database that sorts within bounds. */
    private static final int FIRST_ROWS = 200;

    private final Jdbi jdbi;
    private final Dialect dialect;
    private final Duration queryTimeout;
    private final Table<E> table;
    private final KeyedRows<E> rows;
    private final ColumnBackfill refill;

    TableReader(JdbiContext database, KeyedRows<E> rows) {
        this.jdbi = database.jdbi();
        this.dialect = database.dialect();
        this.queryTimeout = database.queryTimeout();
        this.table = rows.table();
        this.rows = rows;
        this.refill = database.refill();
    }

    /** Finds the entity with an id. If several have the id, returns the one that was created last. */
    Optional<E> find(UUID id) {
        return SqlExceptionTranslator.translate("read", () -> jdbi.withHandle(handle -> find(handle, id)));
    }

    Optional<E> find(Handle handle, UUID id) {
        return handle.createQuery("select " + rows.columns() + " from " + rows.from() + " where " + table.alias()
                        + ".id = :id order by " + table.lastFirst() + " fetch first 1 rows only")
                .bind("id", id)
                .map(rows.mapper())
                .findOne();
    }

    /** Passes each entity of a query to a consumer. Keeps neither memory nor temporary files that grow with the entities. */
    void forEach(Query<E> query, Consumer<? super E> consumer, CancellationSignal signal) {
        Split<E> split = Split.of(query.filter());
        boolean isInColumns =
                split.isInColumns() && query.order().stream().allMatch(key -> Table.hasColumn(key.property()));
        boolean isShort =
                isInColumns && dialect.sortsWithinBounds() && query.take() <= FIRST_ROWS && query.skip() <= FIRST_ROWS;
        SqlExceptionTranslator.translate("list", () -> {
            refill.beforeReading(query);
            try (Handle handle = jdbi.open()) {
                return isShort
                        ? dialect.streaming(handle, () -> {
                            readPage(reading(handle, signal), query, split, consumer);
                            return null;
                        })
                        : dialect.snapshot(handle, () -> inOrder(reading(handle, signal), query, split, consumer));
            }
        });
    }

    long count(Filter<E> filter, CancellationSignal signal) {
        Split<E> split = Split.of(filter);
        return SqlExceptionTranslator.translate("count", () -> {
            refill.beforeReading(filter);
            try (Handle handle = jdbi.open()) {
                return dialect.streaming(
                        handle,
                        () -> split.isInColumns()
                                ? countRows(reading(handle, signal), split.inColumns())
                                : countDocuments(reading(handle, signal), split));
            }
        });
    }

    private RowReader reading(Handle handle, CancellationSignal signal) {
        return new RowReader(handle, dialect.canceller(handle, jdbi), queryTimeout, signal);
    }

    private Void inOrder(RowReader reading, Query<E> query, Split<E> split, Consumer<? super E> consumer) {
        boolean isOrderInColumns = query.order().stream().allMatch(key -> Table.hasColumn(key.property()));
        FilterSql filter = FilterSql.of(split.inColumns(), table);
        if (isOrderInColumns
                && dialect.ordersByIndex(
                        reading.handle(), select(rows.columns(), filter) + order(query), filter::bind)) {
            readAsFound(reading, query, split, consumer);
        } else if (isOrderInColumns && split.isInColumns()) {
            if (dialect.sortsWithinBounds()) {
                inOrderOfSortedKeys(reading, query, split, consumer);
            } else {
                inOrderOf(
                        reading,
                        query,
                        consumer,
                        all -> reading.readAll(
                                select(rows.entryColumns(query.order()), filter),
                                filter::bind,
                                (row, context) -> rows.entry(row, query.order()),
                                all));
            }
        } else {
            inOrderOf(
                    reading,
                    query,
                    consumer,
                    all -> read(reading, split, "", row -> {
                        all.accept(Entry.of(row, query.order()));
                        return true;
                    }));
        }
        return null;
    }

    /** Reads a page in the order of an index. Skipped rows are not parsed. */
    private void readAsFound(RowReader reading, Query<E> query, Split<E> split, Consumer<? super E> consumer) {
        if (!split.isInColumns()) {
            read(reading, split, order(query), new Page<E>(query.skip(), query.take(), consumer));
            return;
        }
        FilterSql filter = FilterSql.of(split.inColumns(), table);
        long[] left = {query.skip()};
        long end = query.skip() + query.take() < 0 ? Long.MAX_VALUE : query.skip() + query.take();
        // With an offset, H2 would collect the rows of the page before it returns the first one.
        reading.read(
                select(rows.columns(), filter) + order(query) + page(0, end),
                filter::bind,
                (row, context) -> left[0]-- > 0 ? null : rows.mapper().map(row, context),
                Objects::nonNull,
                row -> {
                    consumer.accept(row);
                    return true;
                });
    }

    /** Reads the first rows at once, which suffices for most lists. Reads further rows by their keys. */
    private void inOrderOfSortedKeys(RowReader reading, Query<E> query, Split<E> split, Consumer<? super E> consumer) {
        long skip = query.skip();
        long take = query.take();
        if (skip <= FIRST_ROWS) {
            long first = Math.min(take, FIRST_ROWS);
            Query<E> page = new Query<>(query.filter(), query.order(), skip, first);
            if (readPage(reading, page, split, consumer) < first || first == take) {
                return;
            }
            skip += first;
            take -= take == Long.MAX_VALUE ? 0 : first;
        }
        FilterSql filter = FilterSql.of(split.inColumns(), table);
        List<Entry> next = new ArrayList<>(BoundedOrder.ROWS);
        reading.read(
                select(rows.entryColumns(query.order()), filter) + order(query) + page(skip, take),
                filter::bind,
                (row, context) -> rows.entry(row, query.order()),
                entry -> next.add(entry) && next.size() == BoundedOrder.ROWS,
                entry -> {
                    rows.read(reading, next, consumer);
                    next.clear();
                    return true;
                });
        if (!next.isEmpty()) {
            rows.read(reading, next, consumer);
        }
    }

    private void inOrderOf(
            RowReader reading, Query<E> query, Consumer<? super E> consumer, Consumer<Consumer<Entry>> entries) {
        new BoundedOrder<>(query, table.id()).read(new BoundedOrder.Source() {
            @Override
            public void forEach(Consumer<Entry> all) {
                entries.accept(all);
            }

            @Override
            public void read(List<Entry> some) {
                rows.read(reading, some, consumer);
            }
        });
    }

    /** Reads a page as the database sorts it; how many rows it has. */
    private long readPage(RowReader reading, Query<E> query, Split<E> split, Consumer<? super E> consumer) {
        long[] count = {0};
        read(reading, split, order(query) + page(query.skip(), query.take()), row -> {
            count[0]++;
            consumer.accept(row);
            return true;
        });
        return count[0];
    }

    /** Reads matching rows until the reader returns false. */
    private void read(RowReader reading, Split<E> split, String order, Predicate<? super E> reader) {
        FilterSql filter = FilterSql.of(split.inColumns(), table);
        reading.read(
                select(rows.columns(), filter) + order,
                filter::bind,
                rows.mapper(),
                split.inDocuments()::matches,
                reader);
    }

    private String select(String selected, FilterSql filter) {
        return "select " + selected + " from " + rows.from() + filter.joins() + " where " + filter.condition();
    }

    private long countRows(RowReader reading, Filter<E> filter) {
        FilterSql condition = FilterSql.of(filter, table);
        long[] count = {0};
        reading.read(
                select("count(*)", condition),
                condition::bind,
                (row, context) -> row.getLong(1),
                row -> true,
                counted -> {
                    count[0] += counted;
                    return true;
                });
        return count[0];
    }

    private long countDocuments(RowReader reading, Split<E> split) {
        long[] count = {0};
        read(reading, split, "", row -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    /** Returns the sort order. Nulls come first, as in the domain; the defaults of the databases differ. */
    private String order(Query<E> query) {
        return Stream.concat(query.order().stream().map(this::order), Stream.of(table.inOrder()))
                .collect(joining(", ", " order by ", ""));
    }

    private String order(SortKey<?> key) {
        String column = Table.column(key.property());
        String ordered = key.property().kind() == ValueKind.TEXT ? dialect.ordered(column) : column;
        return ordered + (key.descending() ? " desc nulls last" : " asc nulls first");
    }

    private static String page(long skip, long take) {
        return (skip == 0 ? "" : " offset " + skip + " rows")
                + (take == Long.MAX_VALUE ? "" : " fetch first " + take + " rows only");
    }
}
