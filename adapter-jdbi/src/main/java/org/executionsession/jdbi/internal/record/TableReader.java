package org.executionsession.jdbi.internal.record;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import org.executionsession.jdbi.internal.sql.CancellableQuery;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.FilterSql;
import org.executionsession.jdbi.internal.sql.FilterSql.Split;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.Table;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.result.ResultIterator;

/** Reads the entities of one table. */
final class TableReader<E extends AuditedEntity> {

    private static final int FETCH_SIZE = 200;

    private final Jdbi jdbi;
    private final Dialect dialect;
    private final Duration queryTimeout;
    private final Table<E> table;
    private final String columns;
    private final String from;
    private final RowMapper<E> mapper;
    private final ColumnBackfill refill;

    TableReader(JdbiContext database, Table<E> table, String columns, String from, RowMapper<E> mapper) {
        this.jdbi = database.jdbi();
        this.dialect = database.dialect();
        this.queryTimeout = database.queryTimeout();
        this.table = table;
        this.columns = columns;
        this.from = from;
        this.mapper = mapper;
        this.refill = database.backfill();
    }

    /** Finds the entity with an id. If several have the id, returns the one that was created last. */
    Optional<E> find(UUID id) {
        return SqlExceptionTranslator.translate("read", () -> jdbi.withHandle(handle -> find(handle, id)));
    }

    Optional<E> find(Handle handle, UUID id) {
        return handle.createQuery("select " + columns + " from " + from + " where " + table.alias()
                        + ".id = :id order by " + table.reverseOrder() + " fetch first 1 rows only")
                .bind("id", id)
                .map(mapper)
                .findOne();
    }

    /** Passes each entity of a query to a consumer. Streams the rows instead of loading all of them. */
    void forEach(Query<E> query, Consumer<? super E> consumer, CancellationSignal signal) {
        Split<E> split = Split.of(query.filter());
        boolean isOrderedByColumns = query.order().stream().allMatch(key -> Table.hasColumn(key.property()));
        SqlExceptionTranslator.translate("list", () -> {
            refill.beforeReading(query);
            try (Handle handle = jdbi.open()) {
                return isOrderedByColumns
                        ? dialect.streaming(handle, () -> inOrder(reading(handle, signal), query, split, consumer))
                        : dialect.snapshot(
                                handle, () -> inDocumentOrder(reading(handle, signal), query, split, consumer));
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

    /** A connection for reading, and what cancels its statements. */
    private record Reading(Handle handle, CancellableQuery.Canceller canceller, CancellationSignal signal) {}

    private Reading reading(Handle handle, CancellationSignal signal) {
        return new Reading(handle, dialect.canceller(handle, jdbi), signal);
    }

    private Void inOrder(Reading reading, Query<E> query, Split<E> split, Consumer<? super E> consumer) {
        String order = " order by " + order(query);
        if (split.isInColumns()) {
            read(reading, split, order + page(query), row -> {
                consumer.accept(row);
                return true;
            });
        } else {
            read(reading, split, order, new Page<E>(query.skip(), query.take(), consumer));
        }
        return null;
    }

    private Void inDocumentOrder(Reading reading, Query<E> query, Split<E> split, Consumer<? super E> consumer) {
        DocumentOrder.Source<E> source = new DocumentOrder.Source<>() {
            @Override
            public void forEach(Consumer<E> all) {
                TableReader.this.read(reading, split, "", row -> {
                    all.accept(row);
                    return true;
                });
            }

            @Override
            public List<E> find(List<UUID> ids) {
                Map<UUID, E> found = new HashMap<>();
                TableReader.this.read(reading, Split.of(new Filter.OneOf<>(Set.copyOf(ids))), "", row -> {
                    found.put(row.id(), row);
                    return true;
                });
                return ids.stream().map(found::get).toList();
            }
        };
        new DocumentOrder<>(query, table.id(), source).forEach(consumer);
        return null;
    }

    /** Reads matching rows until the reader returns false. */
    private void read(Reading reading, Split<E> split, String order, Predicate<? super E> reader) {
        FilterSql filter = FilterSql.of(split.inColumns(), table);
        String sql = "select " + columns + " from " + from + filter.joins() + " where " + filter.condition() + order;
        read(reading, sql, filter, mapper, split.inDocuments()::matches, reader);
    }

    private <R> void read(
            Reading reading,
            String sql,
            FilterSql filter,
            RowMapper<R> rowMapper,
            Predicate<? super R> matches,
            Predicate<? super R> reader) {
        try (org.jdbi.v3.core.statement.Query statement = reading.handle().createQuery(sql);
                CancellableQuery running =
                        CancellableQuery.of(statement, reading.canceller(), queryTimeout, reading.signal())) {
            statement.setFetchSize(FETCH_SIZE);
            filter.bind(statement);
            try (ResultIterator<R> rows = statement.map(rowMapper).iterator()) {
                running.forEach(rows, matches, reader);
            } catch (JdbiException failure) {
                throw running.translate(failure);
            }
        }
    }

    private long countRows(Reading reading, Filter<E> filter) {
        FilterSql condition = FilterSql.of(filter, table);
        String sql = "select count(*) from " + from + condition.joins() + " where " + condition.condition();
        long[] count = {0};
        read(reading, sql, condition, (row, context) -> row.getLong(1), row -> true, counted -> {
            count[0] += counted;
            return true;
        });
        return count[0];
    }

    private long countDocuments(Reading reading, Split<E> split) {
        long[] count = {0};
        read(reading, split, "", row -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    /** Returns the sort order. Nulls come first, as in the domain; the defaults of the databases differ. */
    private String order(Query<E> query) {
        return Stream.concat(query.order().stream().map(this::order), Stream.of(table.defaultOrder()))
                .collect(joining(", "));
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
