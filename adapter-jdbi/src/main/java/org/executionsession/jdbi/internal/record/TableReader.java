package org.executionsession.jdbi.internal.record;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.SortKey;
import org.executionsession.domain.query.ValueKind;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.FilterSql;
import org.executionsession.jdbi.internal.sql.FilterSql.Split;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.Table;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads the entities of one table. */
final class TableReader<E extends AuditedEntity> {

    private final Jdbi jdbi;
    private final Dialect dialect;
    private final Duration queryTimeout;
    private final Table<E> table;
    private final KeyedRows<E> rows;
    private final ColumnBackfill backfill;

    TableReader(JdbiContext database, KeyedRows<E> rows) {
        this.jdbi = database.jdbi();
        this.dialect = database.dialect();
        this.queryTimeout = database.queryTimeout();
        this.table = rows.table();
        this.rows = rows;
        this.backfill = database.backfill();
    }

    /** Finds the entity with an id. If several have the id, returns the one that was created last. */
    Optional<E> find(UUID id) {
        return SqlExceptionTranslator.translate("read", () -> jdbi.withHandle(handle -> find(handle, id)));
    }

    Optional<E> find(Handle handle, UUID id) {
        return handle.createQuery("select " + rows.columns() + " from " + rows.from() + " where " + table.alias()
                        + ".id = :id order by " + table.reverseOrder() + " fetch first 1 rows only")
                .bind("id", id)
                .map(rows.mapper())
                .findOne();
    }

    /** Passes each entity of a query to a consumer. Neither memory nor temporary files grow with the documents. */
    void forEach(Query<E> query, Consumer<? super E> consumer, CancellationSignal signal) {
        Split<E> split = Split.of(query.filter());
        boolean isOrderedByColumns = query.order().stream().allMatch(key -> Table.hasColumn(key.property()));
        SqlExceptionTranslator.translate("list", () -> {
            backfill.beforeReading(query);
            try (Handle handle = jdbi.open()) {
                if (isOrderedByColumns && streams(handle, query, split)) {
                    return dialect.streaming(handle, () -> stream(reader(handle, signal), query, split, consumer));
                }
                return dialect.snapshot(
                        handle,
                        () -> isOrderedByColumns
                                ? sortKeys(reader(handle, signal), query, split, consumer)
                                : sortDocuments(reader(handle, signal), query, split, consumer));
            }
        });
    }

    long count(Filter<E> filter, CancellationSignal signal) {
        Split<E> split = Split.of(filter);
        return SqlExceptionTranslator.translate("count", () -> {
            backfill.beforeReading(filter);
            try (Handle handle = jdbi.open()) {
                return dialect.streaming(
                        handle,
                        () -> split.isInColumns()
                                ? countRows(reader(handle, signal), split.inColumns())
                                : countDocuments(reader(handle, signal), split));
            }
        });
    }

    private RowReader reader(Handle handle, CancellationSignal signal) {
        return new RowReader(handle, dialect.canceller(handle, jdbi), queryTimeout, signal);
    }

    private boolean streams(Handle handle, Query<E> query, Split<E> split) {
        FilterSql filter = FilterSql.of(split.inColumns(), table);
        return dialect.streamsInOrder(
                handle,
                select(filter) + order(query),
                filter::bind,
                split.isInColumns() ? query.skip() : 0,
                split.isInColumns() ? query.take() : Long.MAX_VALUE);
    }

    private Void stream(RowReader reader, Query<E> query, Split<E> split, Consumer<? super E> consumer) {
        if (split.isInColumns()) {
            read(reader, split, order(query) + page(query), row -> {
                consumer.accept(row);
                return true;
            });
        } else {
            read(reader, split, order(query), new Page<>(query.skip(), query.take(), consumer));
        }
        return null;
    }

    /** Lets the database sort the keys, and reads the documents by key. */
    private Void sortKeys(RowReader reader, Query<E> query, Split<E> split, Consumer<? super E> consumer) {
        FilterSql filter = FilterSql.of(split.inColumns(), table);
        KeyedMatches<E> matches = split.isInColumns()
                ? new KeyedMatches<>(rows, reader, row -> true, row -> {
                    consumer.accept(row);
                    return true;
                })
                : new KeyedMatches<>(
                        rows, reader, split.inDocuments()::matches, new Page<E>(query.skip(), query.take(), consumer));
        reader.read(
                "select " + rows.keyColumns() + " from " + rows.from() + filter.joins() + " where " + filter.condition()
                        + order(query) + (split.isInColumns() ? page(query) : ""),
                filter::bind,
                KeyedRows.BATCH_ROWS,
                (row, context) -> RowKey.read(row, table),
                key -> true,
                matches::add);
        matches.flush();
        return null;
    }

    private Void sortDocuments(RowReader reader, Query<E> query, Split<E> split, Consumer<? super E> consumer) {
        DocumentOrder.Source<E> source = new DocumentOrder.Source<>() {
            @Override
            public void forEach(BiConsumer<RowKey, E> all) {
                FilterSql filter = FilterSql.of(split.inColumns(), table);
                FetchSize fetchSize = new FetchSize();
                reader.readAll(
                        select(filter),
                        filter::bind,
                        FetchSize.FIRST,
                        (row, context) -> {
                            fetchSize.adapt(row);
                            E entity = rows.mapper().map(row, context);
                            return split.inDocuments().matches(entity)
                                    ? Map.entry(RowKey.read(row, table), entity)
                                    : null;
                        },
                        match -> {
                            if (match != null) {
                                all.accept(match.getKey(), match.getValue());
                            }
                        });
            }

            @Override
            public void read(List<RowKey> keys, Consumer<? super E> some) {
                rows.read(reader, keys, some);
            }
        };
        new DocumentOrder<>(query, table.id(), source).forEach(consumer);
        return null;
    }

    /** Reads matching rows until the consumer returns false. */
    private void read(RowReader reader, Split<E> split, String order, Predicate<? super E> consumer) {
        FilterSql filter = FilterSql.of(split.inColumns(), table);
        FetchSize fetchSize = new FetchSize();
        reader.read(
                select(filter) + order,
                filter::bind,
                FetchSize.FIRST,
                (row, context) -> {
                    fetchSize.adapt(row);
                    return rows.mapper().map(row, context);
                },
                split.inDocuments()::matches,
                consumer);
    }

    /** Returns the query for the matching rows with their keys and documents. */
    private String select(FilterSql filter) {
        return "select " + rows.keyColumns() + ", " + rows.columns() + " from " + rows.from() + filter.joins()
                + " where " + filter.condition();
    }

    private long countRows(RowReader reader, Filter<E> filter) {
        FilterSql condition = FilterSql.of(filter, table);
        long[] count = {0};
        reader.readAll(
                "select count(*) from " + rows.from() + condition.joins() + " where " + condition.condition(),
                condition::bind,
                1,
                (row, context) -> row.getLong(1),
                counted -> count[0] += counted);
        return count[0];
    }

    private long countDocuments(RowReader reader, Split<E> split) {
        long[] count = {0};
        read(reader, split, "", row -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    /** Returns the sort order. Nulls come first, as in the domain; the defaults of the databases differ. */
    private String order(Query<E> query) {
        return Stream.concat(query.order().stream().map(this::order), Stream.of(table.defaultOrder()))
                .collect(joining(", ", " order by ", ""));
    }

    private String order(SortKey<?> key) {
        String column = Table.column(key.property());
        String ordered = key.property().kind() == ValueKind.TEXT ? dialect.orderByExpression(column) : column;
        return ordered + (key.descending() ? " desc nulls last" : " asc nulls first");
    }

    private static String page(Query<?> query) {
        String skip = query.skip() == 0 ? "" : " offset " + query.skip() + " rows";
        String take = query.take() == Long.MAX_VALUE ? "" : " fetch first " + query.take() + " rows only";
        return skip + take;
    }
}
