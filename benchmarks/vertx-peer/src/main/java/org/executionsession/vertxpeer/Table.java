package org.executionsession.vertxpeer;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A table to insert rows into: the names of its columns, and the values that a row has there. */
final class Table<R> {

    private final String name;
    private final List<Column<R>> columns = new ArrayList<>();
    private final Map<Integer, String> inserts = new ConcurrentHashMap<>();

    /** The type is that of {@link Types}, for null. */
    private record Column<R>(String name, int type, Function<R, ?> value) {}

    Table(String name) {
        this.name = name;
    }

    Table<R> id(String column, Function<R, UUID> value) {
        return add(column, Types.OTHER, value);
    }

    Table<R> bytes(String column, Function<R, byte[]> value) {
        return add(column, Types.VARBINARY, value);
    }

    Table<R> flag(String column, Function<R, Boolean> value) {
        return add(column, Types.BOOLEAN, value);
    }

    Table<R> integer(String column, Function<R, Integer> value) {
        return add(column, Types.INTEGER, value);
    }

    Table<R> bigint(String column, Function<R, ? extends Number> value) {
        return add(column, Types.BIGINT, row -> {
            Number number = value.apply(row);
            return number == null ? null : number.longValue();
        });
    }

    /** A code is a number; the specification's example has an object there, which counts as 0. */
    Table<R> code(String column, Function<R, JsonNode> value) {
        return add(column, Types.INTEGER, row -> {
            JsonNode code = value.apply(row);
            return code == null ? 0 : code.asInt();
        });
    }

    Table<R> date(String column, Function<R, Instant> value) {
        return add(column, Types.TIMESTAMP_WITH_TIMEZONE, row -> {
            Instant date = value.apply(row);
            return date == null ? null : date.atOffset(ZoneOffset.UTC);
        });
    }

    Table<R> text(String column, Function<R, String> value) {
        return add(column, Types.VARCHAR, value);
    }

    /** Queries compare text without regard to case. */
    Table<R> foldedText(String column, Function<R, String> value) {
        return text(column, row -> {
            String text = value.apply(row);
            return text == null ? null : text.toLowerCase(Locale.ROOT);
        });
    }

    private Table<R> add(String column, int type, Function<R, ?> value) {
        columns.add(new Column<>(column, type, value));
        return this;
    }

    /** The statement that inserts so many rows. */
    String insert(int rows) {
        return inserts.computeIfAbsent(
                rows,
                count -> "insert into " + name
                        + columns.stream().map(Column::name).collect(joining(", ", " (", ") values "))
                        + String.join(", ", Collections.nCopies(count, parameters())));
    }

    private String parameters() {
        return columns.stream().map(column -> "?").collect(joining(", ", "(", ")"));
    }

    /** Binds the rows and returns the index of the next parameter. */
    int bind(PreparedStatement statement, int first, List<R> rows) throws SQLException {
        int index = first;
        for (R row : rows) {
            for (Column<R> column : columns) {
                Object value = column.value.apply(row);
                if (value == null) {
                    statement.setNull(index, column.type);
                } else {
                    statement.setObject(index, value);
                }
                index++;
            }
        }
        return index;
    }
}
