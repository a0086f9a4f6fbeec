package org.executionsession.benchmarks.rows;

import java.util.List;
import java.util.Map;

/**
 * A row of a table.
 *
 * @param table the table's name, quoted; not null
 * @param key the values of the columns of the primary key, by quoted name; not null
 * @param others the values of the other columns, by quoted name, null for NULL; not null
 */
record TableRow(String table, Map<String, Object> key, Map<String, Object> others) {

    /** What tells the row apart, as text: arrays of bytes do not compare by content. */
    String identity() {
        return table + key;
    }

    boolean sameValues(TableRow row) {
        return List.copyOf(others.keySet()).equals(List.copyOf(row.others.keySet()))
                && others.entrySet().stream()
                        .allMatch(value ->
                                java.util.Objects.deepEquals(value.getValue(), row.others.get(value.getKey())));
    }
}
