package org.executionsession.benchmarks.rows;

import static java.util.stream.Collectors.joining;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.executionsession.benchmarks.session.Ids;

/** A statement that changes a row of one session, and can be run for any other. */
final class RowStatement {

    private final String sql;
    private final List<Cell> cells;

    private RowStatement(String sql, Stream<Object> values) {
        this.sql = sql;
        this.cells = values.map(Cell::of).toList();
    }

    static RowStatement insert(TableRow row) {
        List<String> columns = new ArrayList<>(row.key().keySet());
        columns.addAll(row.others().keySet());
        return new RowStatement(
                "insert into " + row.table() + " (" + String.join(", ", columns) + ") values ("
                        + columns.stream().map(column -> "?").collect(joining(", ")) + ")",
                Stream.concat(row.key().values().stream(), row.others().values().stream()));
    }

    static RowStatement update(TableRow row) {
        return new RowStatement(
                "update " + row.table() + " set "
                        + equalTo(row.others().keySet(), ", ") + " where "
                        + equalTo(row.key().keySet(), " and "),
                Stream.concat(row.others().values().stream(), row.key().values().stream()));
    }

    static RowStatement delete(TableRow row) {
        return new RowStatement(
                "delete from " + row.table() + " where " + equalTo(row.key().keySet(), " and "),
                row.key().values().stream());
    }

    private static String equalTo(Collection<String> columns, String separator) {
        return columns.stream().map(column -> column + " = ?").collect(joining(separator));
    }

    String sql() {
        return sql;
    }

    void bind(PreparedStatement statement, Ids ids, long session) throws SQLException {
        for (int i = 0; i < cells.size(); i++) {
            statement.setObject(i + 1, cells.get(i).value(ids, session));
        }
    }
}
