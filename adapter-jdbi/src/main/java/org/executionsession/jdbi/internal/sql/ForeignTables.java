package org.executionsession.jdbi.internal.sql;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.executionsession.jdbi.internal.migration.Schema;
import org.jdbi.v3.core.Handle;

/**
 * Tables of a host application that have a name of ours. They are looked for before anything is done: on a database that
 * commits each statement of a migration, a start that fails half-way would leave tables behind.
 */
public final class ForeignTables {

    /** By which our tables are known, also those of other builds. */
    private static final Map<String, List<String>> OURS = Map.of(
            "execution_row_format",
            List.of("id", "fingerprint", "properties"),
            Table.SESSION.name(),
            List.of("id", "result_id", "document", "modified_by"),
            Table.RESULT.name(),
            List.of("id", "execution_id", "document", "modified_by"),
            Table.DETAIL.name(),
            List.of("id", "result_id", "execution_id", "position", "document"),
            "execution_selection",
            List.of("id", "created_by", "expires_at", "document"),
            "execution_idempotency_key",
            List.of("key_hash", "request_hash", "kind", "expires_at"),
            "execution_write_check",
            List.of("id", "content"));

    private static final List<String> OF_THE_HISTORY = List.of("installed_rank", "version", "checksum", "success");

    private ForeignTables() {}

    /** The names of our tables, but for the history of migrations. */
    static Set<String> names() {
        return OURS.keySet();
    }

    /**
     * Rejects a database that has some.
     *
     * @throws IllegalArgumentException which names the table
     */
    public static void reject(Handle handle) {
        OURS.forEach((table, columns) -> rejectUnless(columns, TableColumns.of(handle, table), table));
        rejectUnless(OF_THE_HISTORY, TableColumns.ofQuoted(handle, Schema.HISTORY), Schema.HISTORY);
    }

    private static void rejectUnless(List<String> expected, Set<String> present, String table) {
        if (!present.isEmpty() && !present.containsAll(expected)) {
            throw new IllegalArgumentException("the schema has a table " + table
                    + " that is not of execution sessions: keep these in a schema or database of their own");
        }
    }
}
