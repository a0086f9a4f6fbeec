package org.executionsession.jdbi.internal.record;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.query.CancellableFilter;
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
import org.executionsession.jdbi.internal.transaction.ReadTransactions;
import org.jdbi.v3.core.Handle;

/** Reads the entities of one table. */
final class TableReader<E extends AuditedEntity> {

    private final JdbiContext database;
    private final ReadTransactions reads;
    private final Dialect dialect;
    private final Table<E> table;
    private final KeyedRows<E> rows;
    private final ColumnBackfill backfill;

    TableReader(JdbiContext database, KeyedRows<E> rows) {
        this.database = database;
        this.reads = database.reads();
        this.dialect = database.dialect();
        this.table = rows.table();
        this.rows = rows;
        this.backfill = database.backfill();
    }

    /** Finds the entity with an id. If several have the id, returns the one that was created last. */
    Optional<E> find(UUID id) {
        return read(handle -> find(handle, id));
    }

    /** Reads within a short transaction. */
    <T> T read(Function<Handle, T> query) {
        return SqlExceptionTranslator.translate("read", () -> {
            try (Handle handle = reads.open()) {
                return query.apply(handle);
            }
        });
    }

    Optional<E> find(Handle handle, UUID id) {
        return handle.createQuery("select " + rows.columns() + " from " + rows.from() + " where " + table.alias()
                        + ".id = :id order by " + table.reverseOrder() + " fetch first 1 rows only")
                .bind("id", id)
                .map(rows.mapper())
                .findOne();
    }

    /** Returns the size of the largest documents of an id, which the database knows without reading them. */
    OptionalLong documentBytes(UUID id) {
        return read(handle -> documentBytes(handle, id));
    }

    /** Does the same within a transaction. */
    OptionalLong documentBytes(Handle handle, UUID id) {
        return handle
                .createQuery("select " + rows.documentBytes() + " from " + rows.from() + " where " + table.alias()
                        + ".id = :id")
                .bind("id", id)
                .mapTo(Long.class)
                .stream()
                .mapToLong(Long::longValue)
                .max();
    }

    /** Passes each entity of a query to a consumer. Neither memory nor temporary files grow with the documents. */
    void forEach(Query<E> query, Consumer<? super E> consumer, CancellationSignal signal) {
        Split<E> split = Split.of(query.filter(), dialect);
        SqlExceptionTranslator.translate("list", () -> {
            try (Handle handle = open(ColumnBackfill.usesColumns(query))) {
                if (readsInOrder(handle, query, split)) {
                    return reads.streaming(
                            handle, () -> stream(database.reader(handle, signal), query, split, consumer));
                }
                return reads.snapshot(
                        handle,
                        () -> databaseSorts(query)
                                ? sortKeys(database.reader(handle, signal), query, split, consumer)
                                : sortInBounds(database.reader(handle, signal), query, split, consumer));
            }
        });
    }

    long count(Filter<E> filter, CancellationSignal signal) {
        Split<E> split = Split.of(filter, dialect);
        return SqlExceptionTranslator.translate("count", () -> {
            try (Handle handle = open(ColumnBackfill.usesColumns(filter))) {
                return split.isInColumns()
                        ? reads.streaming(handle, () -> countRows(database.reader(handle, signal), split.inColumns()))
                        : reads.snapshot(handle, () -> countDocuments(database.reader(handle, signal), split));
            }
        });
    }

    /** Opens a handle for a query. If it uses columns, fills those that rows of another build lack. */
    private Handle open(boolean usesColumns) {
        return usesColumns ? backfill.openFilled(reads) : reads.open();
    }

    private static boolean isOrderedByColumns(Query<?> query) {
        return query.order().stream().allMatch(key -> Table.hasColumn(key.property()));
    }

    private boolean readsInOrder(Handle handle, Query<E> query, Split<E> split) {
        // To skip rows, a database reads their documents, too.
        if (!isOrderedByColumns(query) || split.isInColumns() && query.skip() > 0) {
            return false;
        }
        FilterSql filter = FilterSql.of(split.inColumns(), table, dialect);
        return dialect.readsInOrder(handle, selectEntities(filter) + order(query), filter::bind);
    }

    private boolean databaseSorts(Query<E> query) {
        return isOrderedByColumns(query)
                && (dialect.sortsTexts()
                        || query.order().stream().allMatch(key -> key.property().kind() != ValueKind.TEXT));
    }

    /** Reads the rows one by one, in the order of an index. */
    private Void stream(RowReader reader, Query<E> query, Split<E> split, Consumer<? super E> consumer) {
        FilterSql filter = FilterSql.of(split.inColumns(), table, dialect);
        Page<E> rest = new Page<>(split.isInColumns() ? 0 : query.skip(), query.take(), consumer);
        // H2 could choose another plan than the one it has explained, and keep the documents of all rows in memory to
        // sort
        // them.
        reader.read(
                select(rows.columns(), rows.fromInOrder(), filter)
                        + order(query)
                        + (split.isInColumns() ? page(query) : ""),
                filter::bind,
                rows.mapper(),
                new CancellableFilter<>(split.inDocuments(), reader.signal()),
                rest);
        return null;
    }

    /** Lets the database sort the keys, and reads the documents by key. */
    private Void sortKeys(RowReader reader, Query<E> query, Split<E> split, Consumer<? super E> consumer) {
        Page<E> rest = new Page<>(split.isInColumns() ? 0 : query.skip(), query.take(), consumer);
        CancellableFilter<E> filter = new CancellableFilter<>(split.inDocuments(), reader.signal());
        readByKey(
                reader,
                split,
                order(query) + (split.isInColumns() ? page(query) : ""),
                new KeyedMatches<>(
                        rows, reader, (key, entity) -> filter.test(entity), (key, entity) -> rest.test(entity)));
        return null;
    }

    private void readByKey(RowReader reader, Split<E> split, String order, KeyedMatches<E> matches) {
        FilterSql filter = FilterSql.of(split.inColumns(), table, dialect);
        reader.read(
                select(rows.keyColumns(), filter) + order,
                filter::bind,
                (row, context) -> RowKey.read(row, table),
                key -> true,
                matches::add);
        matches.flush();
    }

    /** Sorts the rows outside the database. The query timeout limits the time of each scan, or of all of them if reads share it. */
    private Void sortInBounds(RowReader reader, Query<E> query, Split<E> split, Consumer<? super E> consumer) {
        List<SortKey<E>> order = query.order();
        new BoundedOrder<>(query, table.id(), new BoundedOrder.Source<E>() {
                    @Override
                    public void forEach(Consumer<BoundedOrder.Entry> entries) {
                        if (isOrderedByColumns(query) && split.isInColumns()) {
                            FilterSql filter = FilterSql.of(split.inColumns(), table, dialect);
                            reader.readAll(
                                    select(rows.entryColumns(order), filter),
                                    filter::bind,
                                    (row, context) -> rows.entry(row, order),
                                    entries);
                        } else {
                            scanDocuments(
                                    reader,
                                    split,
                                    (key, entity) -> entries.accept(BoundedOrder.Entry.of(key, entity, order)));
                        }
                    }

                    @Override
                    public void read(List<RowKey> keys, Consumer<? super E> some) {
                        rows.read(reader, keys, (key, entity) -> {
                            some.accept(entity);
                            return true;
                        });
                    }
                })
                .forEach(consumer);
        return null;
    }

    /**
     * Passes each matching entity to a consumer, with its key and in any order. The query timeout limits the time for all of
     * them.
     */
    private void scanDocuments(RowReader reader, Split<E> split, BiConsumer<RowKey, ? super E> consumer) {
        CancellableFilter<E> inDocuments = new CancellableFilter<>(split.inDocuments(), reader.signal());
        BiPredicate<RowKey, E> each = (key, entity) -> {
            if (inDocuments.test(entity)) {
                consumer.accept(key, entity);
            }
            return false;
        };
        if (!dialect.streamsRows()) {
            readByKey(reader, split, "", new KeyedMatches<>(rows, reader, each, (key, entity) -> true));
            return;
        }
        FilterSql filter = FilterSql.of(split.inColumns(), table, dialect);
        reader.readAll(
                select(rows.keyColumns() + ", " + rows.columns(), filter),
                filter::bind,
                (row, context) ->
                        each.test(RowKey.read(row, table), rows.mapper().map(row, context)),
                row -> {});
    }

    private String select(String selectList, FilterSql filter) {
        return select(selectList, rows.from(), filter);
    }

    private static String select(String selectList, String from, FilterSql filter) {
        return "select " + selectList + " from " + from + filter.joins() + " where " + filter.condition();
    }

    private String selectEntities(FilterSql filter) {
        return select(rows.columns(), filter);
    }

    private long countRows(RowReader reader, Filter<E> filter) {
        FilterSql condition = FilterSql.of(filter, table, dialect);
        long[] count = {0};
        reader.readAll(
                selectCount(condition, table, rows.from()),
                condition::bind,
                (row, context) -> row.getLong(1),
                counted -> count[0] += counted);
        return count[0];
    }

    /** Returns the query that counts the rows of a table; it reads other tables only if the condition needs them. */
    static String selectCount(FilterSql condition, Table<?> table, String joined) {
        // Each row has exactly one row in a joined table. A database would read all of these.
        String from = condition.usesOtherTables() ? joined : table.name() + " " + table.alias();
        return condition.aggregatesLists()
                // Otherwise, H2 takes columns within the aggregating subquery for columns to group by.
                ? "select count(*) from (" + select("1", from, condition) + ") matching"
                : select("count(*)", from, condition);
    }

    private long countDocuments(RowReader reader, Split<E> split) {
        long[] count = {0};
        scanDocuments(reader, split, (key, entity) -> count[0]++);
        return count[0];
    }

    /** Returns the sort order. Nulls come first, as in the domain; the defaults of the databases differ. */
    private String order(Query<E> query) {
        List<String> ordered =
                query.order().stream().map(key -> Table.column(key.property())).toList();
        Stream<String> rest = table.order().stream()
                .map(column -> table.alias() + "." + column)
                .filter(column -> !ordered.contains(column));
        return Stream.concat(query.order().stream().map(this::order), rest).collect(joining(", ", " order by ", ""));
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
