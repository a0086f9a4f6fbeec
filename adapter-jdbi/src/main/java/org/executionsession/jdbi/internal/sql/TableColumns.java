package org.executionsession.jdbi.internal.sql;

import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;

/** Reads the columns of tables in the current schema, for databases that store names in upper or lower case. */
public final class TableColumns {

    private TableColumns() {}

    /** Returns the columns, in lower case, of the table or view with an unquoted name; empty if there is none. */
    public static Set<String> of(Handle handle, String table) {
        return columns(handle, table, false);
    }

    /** Returns the same for a quoted name. */
    public static Set<String> ofQuoted(Handle handle, String table) {
        return columns(handle, table, true);
    }

    private static Set<String> columns(Handle handle, String table, boolean quoted) {
        try {
            DatabaseMetaData database = handle.getConnection().getMetaData();
            return columns(database, quoted ? table : unquoted(database, table));
        } catch (SQLException failure) {
            throw new ConnectionException(failure);
        }
    }

    private static String unquoted(DatabaseMetaData database, String table) throws SQLException {
        return database.storesUpperCaseIdentifiers() ? table.toUpperCase(Locale.ROOT) : table;
    }

    private static Set<String> columns(DatabaseMetaData database, String table) throws SQLException {
        Set<String> columns = new HashSet<>();
        String pattern = table.replace("_", database.getSearchStringEscape() + "_");
        try (ResultSet found = database.getColumns(
                database.getConnection().getCatalog(), database.getConnection().getSchema(), pattern, "%")) {
            while (found.next()) {
                columns.add(found.getString("COLUMN_NAME").toLowerCase(Locale.ROOT));
            }
        }
        return columns;
    }
}
