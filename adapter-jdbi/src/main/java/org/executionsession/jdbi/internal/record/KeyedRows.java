package org.executionsession.jdbi.internal.record;

import static java.util.stream.Collectors.joining;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.query.SortKey;
import org.executionsession.domain.query.ValueKind;
import org.executionsession.jdbi.internal.record.BoundedOrder.Entry;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Reads first what decides where rows stand in an order, and then the rows by their keys. So nothing that sorts has the
 * documents in memory or in temporary files, and few of these are read at once.
 *
 * @param table the table
 * @param columns what is read of a row
 * @param from the table, and what it is joined with for the columns
 * @param documentBytes how long the documents of a row are, as an expression
 * @param mapper reads an entity
 */
record KeyedRows<E extends AuditedEntity>(
        Table<E> table, String columns, String from, String documentBytes, RowMapper<E> mapper) {

    /** Of documents that are read at once; a larger one is read by itself. Parsed, they take a multiple. */
    private static final long BYTES_AT_ONCE = 512 * 1024;

    /** What to select for {@link #entry}. */
    String entryColumns(List<SortKey<E>> order) {
        return Stream.concat(
                        table.order().stream().map(column -> table.alias() + '.' + column + " as k_" + column),
                        IntStream.range(0, order.size())
                                .mapToObj(i -> Table.column(order.get(i).property()) + " as v_" + i))
                .collect(joining(", "));
    }

    /** Reads what decides where a row stands. */
    Entry entry(ResultSet row, List<SortKey<E>> order) throws SQLException {
        List<Object> key = new ArrayList<>(table.order().size());
        for (String column : table.order()) {
            key.add(
                    switch (column) {
                        case "created_date" -> UtcTimestamp.read(row, "k_created_date");
                        case "position" -> row.getInt("k_position");
                        default -> row.getObject("k_" + column, UUID.class);
                    });
        }
        List<Object> values = new ArrayList<>(order.size());
        for (int i = 0; i < order.size(); i++) {
            values.add(value(row, "v_" + i, order.get(i).property().kind()));
        }
        return new Entry(key, values);
    }

    private static Object value(ResultSet row, String column, ValueKind kind) throws SQLException {
        if (row.getObject(column) == null) {
            return null;
        }
        return switch (kind) {
            case TEXT -> Entry.text(row.getString(column));
            case GUID -> row.getObject(column, UUID.class);
            case NUMBER -> row.getLong(column);
            case ENUM -> row.getInt(column);
            case DATE -> UtcTimestamp.read(row, column);
            case BOOLEAN -> row.getBoolean(column);
        };
    }

    /** Reads the rows of some keys, in the order of these. */
    void read(RowReader reading, List<Entry> entries, Consumer<? super E> reader) {
        long[] bytes = new long[entries.size()];
        reading.readAll(
                select("k.n as n, " + documentBytes + " as bytes"),
                statement -> bind(statement, entries),
                (row, context) -> bytes[row.getInt("n")] = row.getLong("bytes"),
                row -> {});
        int from = 0;
        long sum = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (i > from && sum + bytes[i] > BYTES_AT_ONCE) {
                readAtOnce(reading, entries.subList(from, i), reader);
                from = i;
                sum = 0;
            }
            sum += bytes[i];
        }
        readAtOnce(reading, entries.subList(from, bytes.length), reader);
    }

    private void readAtOnce(RowReader reading, List<Entry> entries, Consumer<? super E> reader) {
        List<E> found = new ArrayList<>(Collections.nCopies(entries.size(), null));
        reading.readAll(
                select("k.n as n, " + columns),
                statement -> bind(statement, entries),
                (row, context) -> found.set(row.getInt("n"), mapper.map(row, context)),
                row -> {});
        found.forEach(reader);
    }

    private String select(String selected) {
        List<String> key = table.key();
        return "select " + selected + " from " + from + " join (select n, " + String.join(", ", key)
                + " from unnest(cast(:n as integer array), "
                + key.stream()
                        .map(column -> "cast(:" + column + " as " + type(column) + " array)")
                        .collect(joining(", "))
                + ") as ids(n, " + String.join(", ", key) + ")) k on "
                + key.stream()
                        .map(column -> table.alias() + '.' + column + " = k." + column)
                        .collect(joining(" and "));
    }

    private static String type(String column) {
        return column.equals("position") ? "integer" : "uuid";
    }

    private void bind(SqlStatement<?> statement, List<Entry> entries) {
        statement.bindArray(
                "n", Integer.class, IntStream.range(0, entries.size()).boxed().toList());
        for (String column : table.key()) {
            int place = table.order().indexOf(column);
            statement.bindArray(
                    column,
                    column.equals("position") ? Integer.class : UUID.class,
                    entries.stream().map(entry -> entry.key().get(place)).toList());
        }
    }
}
