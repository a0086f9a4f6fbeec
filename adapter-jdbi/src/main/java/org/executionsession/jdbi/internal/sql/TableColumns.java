package org.executionsession.jdbi.internal.sql;

import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;

/**
 * The columns of the tables of this module, and of tables of the host with their names, in the schema of the store. They are read with
 * one query, because those on the catalog are slow.
 */
public final class TableColumns {

    /** With what the names of all tables of this module begin. */
    private static final String PREFIX = "execution_";

    private final Map<String, Set<String>> columns;
    private final TableNames names;
    private final UnaryOperator<String> stored;

    private TableColumns(Map<String, Set<String>> columns, TableNames names, UnaryOperator<String> stored) {
        this.columns = columns;
        this.names = names;
        this.stored = stored;
    }

    /** Reads the columns. Databases store names in upper or lower case. */
    public static TableColumns read(Handle handle) {
        try {
            DatabaseMetaData database = handle.getConnection().getMetaData();
            UnaryOperator<String> stored = stored(database);
            TableNames names = TableNames.of(handle);
            return new TableColumns(columns(database, names, stored.apply(names.prefixed(PREFIX))), names, stored);
        } catch (SQLException failure) {
            throw new ConnectionException(failure);
        }
    }

    /** Returns the columns, in lower case, of a table or view; empty if there is none. */
    public Set<String> of(String table) {
        return columns.getOrDefault(stored.apply(names.prefixed(table)), Set.of());
    }

    /** Returns the name of a table with the prefix. */
    public String name(String table) {
        return names.prefixed(table);
    }

    /** Returns how a database spells a name without quotes. */
    private static UnaryOperator<String> stored(DatabaseMetaData database) throws SQLException {
        if (database.storesUpperCaseIdentifiers()) {
            return name -> name.toUpperCase(Locale.ROOT);
        }
        return database.storesLowerCaseIdentifiers() ? name -> name.toLowerCase(Locale.ROOT) : UnaryOperator.identity();
    }

    /** Returns the pattern that matches only a name. */
    private static String pattern(String name, DatabaseMetaData database) throws SQLException {
        String escape = database.getSearchStringEscape();
        return name.replace(escape, escape + escape).replace("_", escape + "_").replace("%", escape + "%");
    }

    private static Map<String, Set<String>> columns(DatabaseMetaData database, TableNames names, String prefix)
            throws SQLException {
        Map<String, Set<String>> columns = new HashMap<>();
        String current = database.getConnection().getSchema();
        String schema = names.schema().orElse(current);
        try (ResultSet found = database.getColumns(
                database.getConnection().getCatalog(),
                schema == null ? null : pattern(schema, database),
                pattern(prefix, database) + "%",
                "%")) {
            while (found.next()) {
                columns.computeIfAbsent(found.getString("TABLE_NAME"), table -> new HashSet<>())
                        .add(found.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
            }
        }
        return columns;
    }
}
