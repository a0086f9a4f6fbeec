package org.executionsession.benchmarks.rows;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The rows of the sessions in a database that holds few, whatever tables there are. */
public final class StoredRows {

    /** The tables whose rows are not of one session: sessions of one task share its row, and those of one commit its changes. */
    private static final List<String> SHARED =
            List.of("_schema_migration", "_row_format", "_task", "_change", "_change_queue", "_change_position");

    private final Map<String, TableRow> rows;

    private StoredRows(Map<String, TableRow> rows) {
        this.rows = rows;
    }

    /**
     * No rows.
     *
     * @return what an empty database holds
     */
    public static StoredRows none() {
        return new StoredRows(Map.of());
    }

    /**
     * Reads the rows of the connection's schema that belong to sessions.
     *
     * @param connection to the database; not null
     * @return the rows
     * @throws SQLException when they cannot be read
     */
    public static StoredRows read(Connection connection) throws SQLException {
        Map<String, TableRow> rows = new LinkedHashMap<>();
        for (String table : tables(connection)) {
            for (TableRow row : rows(connection, table)) {
                rows.put(row.identity(), row);
            }
        }
        return new StoredRows(rows);
    }

    /** The rows by what tells them apart. */
    Map<String, TableRow> byIdentity() {
        return rows;
    }

    private static List<String> tables(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet found =
                connection.getMetaData().getTables(connection.getCatalog(), connection.getSchema(), "%", null)) {
            while (found.next()) {
                String name = found.getString("TABLE_NAME");
                if (Set.of("TABLE", "BASE TABLE").contains(found.getString("TABLE_TYPE"))
                        && SHARED.stream().noneMatch(name.toLowerCase(Locale.ROOT)::endsWith)) {
                    tables.add(name);
                }
            }
        }
        return tables;
    }

    private static List<TableRow> rows(Connection connection, String table) throws SQLException {
        DatabaseMetaData database = connection.getMetaData();
        Set<String> key = names(database.getPrimaryKeys(connection.getCatalog(), connection.getSchema(), table));
        Set<String> generated = generated(database.getColumns(
                connection.getCatalog(),
                connection.getSchema(),
                table.replace("_", database.getSearchStringEscape() + "_"),
                "%"));
        String quote = database.getIdentifierQuoteString();
        List<TableRow> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select * from " + quote + table + quote)) {
            ResultSetMetaData columns = found.getMetaData();
            while (found.next()) {
                Map<String, Object> keyValues = new LinkedHashMap<>();
                Map<String, Object> others = new LinkedHashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    String name = columns.getColumnName(i);
                    if (!generated.contains(name)) {
                        (key.contains(name) ? keyValues : others).put(quote + name + quote, found.getObject(i));
                    }
                }
                rows.add(new TableRow(quote + table + quote, keyValues, others));
            }
        }
        return rows;
    }

    private static Set<String> names(ResultSet columns) throws SQLException {
        Set<String> names = new HashSet<>();
        try (columns) {
            while (columns.next()) {
                names.add(columns.getString("COLUMN_NAME"));
            }
        }
        return names;
    }

    /** The columns that the database fills by itself. */
    private static Set<String> generated(ResultSet columns) throws SQLException {
        Set<String> names = new HashSet<>();
        try (columns) {
            while (columns.next()) {
                if ("YES".equals(columns.getString("IS_AUTOINCREMENT"))
                        || "YES".equals(columns.getString("IS_GENERATEDCOLUMN"))) {
                    names.add(columns.getString("COLUMN_NAME"));
                }
            }
        }
        return names;
    }
}
