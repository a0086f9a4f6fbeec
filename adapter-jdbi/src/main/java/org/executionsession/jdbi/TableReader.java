package org.executionsession.jdbi;

import static java.util.stream.Collectors.joining;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.SortKey;
import org.executionsession.domain.query.ValueKind;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.result.ResultIterator;

/** Reads the entities of one table. */
final class TableReader<E> {

    private static final int FETCH_SIZE = 200;

    private final Jdbi jdbi;
    private final Dialect dialect;
    private final Table<E> table;
    private final String columns;
    private final String from;
    private final RowMapper<E> mapper;
    private final ColumnRefill refill;

    TableReader(Database database, Table<E> table, String columns, String from, RowMapper<E> mapper) {
        this.jdbi = database.jdbi();
        this.dialect = database.dialect();
        this.table = table;
        this.columns = columns;
        this.from = from;
        this.mapper = mapper;
        this.refill = database.refill();
    }

    /** Of several entities with the id, the one that is meant by it. */
    Optional<E> find(UUID id) {
        return SqlFailure.translate("read", () -> jdbi.withHandle(handle -> find(handle, id)));
    }

    Optional<E> find(Handle handle, UUID id) {
        return handle.createQuery("select " + columns + " from " + from + " where " + table.alias()
                        + ".id = :id order by " + table.lastFirst() + " fetch first 1 rows only")
                .bind("id", id)
                .map(mapper)
                .findOne();
    }

    /** One row after the other: the database hands them out as it finds them. */
    void each(Query<E> query, Consumer<? super E> reader) {
        FilterSql filter = FilterSql.of(query.filter(), table);
        String sql = "select " + columns + " from " + from + filter.joins() + " where " + filter.condition()
                + " order by " + order(query) + page(query);
        SqlFailure.translate("list", () -> {
            refill.beforeReading(query);
            try (Handle handle = jdbi.open()) {
                return dialect.streaming(handle, () -> {
                    try (org.jdbi.v3.core.statement.Query statement = handle.createQuery(sql)) {
                        statement.setFetchSize(FETCH_SIZE);
                        filter.bind(statement);
                        try (ResultIterator<E> rows = statement.map(mapper).iterator()) {
                            rows.forEachRemaining(reader);
                        }
                    }
                    return null;
                });
            }
        });
    }

    long count(Filter<E> filter) {
        FilterSql condition = FilterSql.of(filter, table);
        String sql = "select count(*) from " + from + condition.joins() + " where " + condition.condition();
        return SqlFailure.translate("count", () -> {
            refill.beforeReading(filter);
            return jdbi.withHandle(handle -> {
                try (org.jdbi.v3.core.statement.Query statement = handle.createQuery(sql)) {
                    condition.bind(statement);
                    return statement.mapTo(Long.class).one();
                }
            });
        });
    }

    /** Nulls before everything else, as the domain orders them; databases differ. */
    private String order(Query<E> query) {
        return Stream.concat(query.order().stream().map(this::order), Stream.of(table.inOrder()))
                .collect(joining(", "));
    }

    private String order(SortKey<?> key) {
        String column = Table.column(key.property());
        String ordered = key.property().kind() == ValueKind.TEXT ? dialect.ordered(column) : column;
        return ordered + (key.descending() ? " desc nulls last" : " asc nulls first");
    }

    private static String page(Query<?> query) {
        String skip = query.skip() == 0 ? "" : " offset " + query.skip() + " rows";
        String take = query.take() == Long.MAX_VALUE ? "" : " fetch first " + query.take() + " rows only";
        return skip + take;
    }
}
