package org.executionsession.jdbi.internal.sql;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Detects tables of a host application whose names collide with those of this module. The check runs before the
 * migrations: on a database that commits each statement of a migration, a failed start would leave some tables behind.
 */
public final class ForeignTables {

    /** The table of the applied migrations. */
    public static final String HISTORY = "execution_schema_migration";

    /** The columns that identify the tables of this module, in every version. */
    private static final Map<String, List<String>> COLUMNS = Map.ofEntries(
            Map.entry("execution_row_format", List.of("id", "fingerprint", "properties")),
            Map.entry(Table.SESSION.name(), List.of("id", "result_id", "document", "modified_by")),
            Map.entry(Table.RESULT.name(), List.of("id", "execution_id", "document", "modified_by")),
            Map.entry(Table.DETAIL.name(), List.of("id", "result_id", "execution_id", "position", "document")),
            Map.entry(Table.TASK.name(), List.of("id", "recorded", "document", "modified_by")),
            Map.entry("execution_task_run", List.of("task_id", "session_id", "result_id", "due_at")),
            Map.entry("execution_change_queue", List.of("changes", "id")),
            Map.entry("execution_change", List.of("position", "assigned_at", "changes")),
            Map.entry("execution_change_position", List.of("id", "last_position", "purged_position")),
            Map.entry("execution_node_heartbeat", List.of("node_id", "node_name", "beats")),
            Map.entry("execution_notification", List.of("id", "callback_url", "feed_position", "leased_by")),
            Map.entry("execution_script_log", List.of("result_id", "execution_id", "log")),
            Map.entry("execution_script_log_ticket", List.of("id", "result_id", "owned_by", "expires_at")),
            Map.entry("execution_selection", List.of("id", "created_by", "expires_at", "document")),
            Map.entry("execution_idempotency_key", List.of("key_hash", "request_hash", "kind", "expires_at")),
            Map.entry("execution_id_lock", List.of("id")),
            Map.entry("execution_write_check", List.of("id", "content")),
            Map.entry(HISTORY, List.of("version", "name", "checksum", "applied_at")));

    private ForeignTables() {}

    /** Returns the names of the tables whose rows the server writes at any time. The history of the migrations is not one. */
    static Set<String> written() {
        return COLUMNS.keySet().stream().filter(table -> !table.equals(HISTORY)).collect(toUnmodifiableSet());
    }

    /** Returns the columns without which a table is not one of this module, by table. */
    public static Map<String, List<String>> columns() {
        return COLUMNS;
    }

    /** Returns a column of a table of this module. */
    static String firstColumn(String table) {
        return COLUMNS.get(table).get(0);
    }

    /**
     * Rejects a database with colliding tables.
     *
     * @throws IllegalArgumentException with the name of the table
     */
    public static void reject(TableColumns present) {
        COLUMNS.forEach((table, columns) -> rejectUnless(columns, present.of(table), present.name(table)));
    }

    private static void rejectUnless(List<String> expected, Set<String> present, String table) {
        if (!present.isEmpty() && !present.containsAll(expected)) {
            throw new IllegalArgumentException("the schema has a table " + table
                    + " of another application; use a separate schema or database for execution sessions");
        }
    }
}
