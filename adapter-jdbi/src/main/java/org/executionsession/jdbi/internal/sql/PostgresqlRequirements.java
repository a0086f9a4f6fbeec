package org.executionsession.jdbi.internal.sql;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The requirements on a PostgreSQL database. */
final class PostgresqlRequirements {

    private static final String USER_SCHEMA = "\"$user\"";

    private PostgresqlRequirements() {}

    /**
     * Rejects an unsuitable database before the store changes it.
     *
     * @throws IllegalArgumentException with the reason
     */
    static void requireEncoding(Handle handle) {
        String encoding =
                text(handle, "select current_setting('server_encoding')").orElseThrow();
        if (!encoding.equals("UTF8")) {
            throw new IllegalArgumentException("the encoding of the database is " + encoding
                    + ", which cannot hold every text: create one with encoding 'UTF8'");
        }
    }

    /**
     * Rejects a search path whose first schema does not exist. PostgreSQL would silently use the next one, and a
     * misspelt name must not create a schema.
     *
     * @throws IllegalArgumentException with the reason
     */
    static void requireSchema(Handle handle) {
        String path = text(handle, "select current_setting('search_path')").orElse("");
        Optional<String> current = text(handle, "select current_schema()");
        Optional<String> first = first(path).filter(name -> !name.equals(USER_SCHEMA));
        if (first.isPresent() && !first.map(PostgresqlRequirements::unquoted).equals(current)) {
            throw new IllegalArgumentException("there is no schema " + unquoted(first.get())
                    + " in the database, or its user may not use it: create it, or correct its name");
        }
        if (current.isEmpty()) {
            throw new IllegalArgumentException(
                    "there is no schema in the database that its user may use, by the search" + " path " + path);
        }
    }

    private static Optional<String> first(String path) {
        String name =
                path.startsWith("\"") ? path.replaceFirst("(?s)^(\"(?:[^\"]|\"\")*\").*", "$1") : path.split(",", 2)[0];
        return Optional.of(name.strip()).filter(found -> !found.isEmpty() && !found.equals("\"\""));
    }

    private static String unquoted(String name) {
        return name.startsWith("\"")
                ? name.substring(1, name.length() - 1).replace("\"\"", "\"")
                : name.toLowerCase(Locale.ROOT);
    }

    /** Returns the privileges on the tables that the database user lacks. */
    static List<String> missingPrivileges(Handle handle) {
        String tables =
                ForeignTables.written().stream().map(table -> "'" + table + "'").collect(joining(", "));
        return handle.createQuery("select operation || ' on ' || name from unnest(array[" + tables + "]) name,"
                        + " unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) operation"
                        + " where not has_table_privilege(name, operation) order by 1")
                .mapTo(String.class)
                .list();
    }

    private static Optional<String> text(Handle handle, String query) {
        return handle.createQuery(query).mapTo(String.class).findOne();
    }
}
