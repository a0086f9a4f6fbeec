package org.executionsession.jdbi.internal.record;

import static java.util.stream.Collectors.joining;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.query.SortKey;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;

/**
 * The values of the columns of the default order of a table. They identify a row, because they include its primary key.
 *
 * @param values the values, the id first
 * @param documentBytes the size of the documents of the row, in bytes
 */
record RowKey(List<Object> values, long documentBytes) {

    /** The column with the size of the documents of a row, in bytes. */
    static final String DOCUMENT_BYTES = "document_bytes";

    private static final String PREFIX = "key_";

    /**
     * Returns the select list for {@link #read}.
     *
     * @param documentBytes the expression for the size of the documents of a row
     */
    static String columns(Table<?> table, String documentBytes) {
        return table.order().stream()
                .map(column -> table.alias() + "." + column + " as " + PREFIX + column)
                .collect(joining(", ", "", ", " + documentBytes + " as " + DOCUMENT_BYTES));
    }

    static RowKey read(ResultSet row, Table<?> table) throws SQLException {
        List<Object> values = new ArrayList<>(table.order().size());
        for (String column : table.order()) {
            String name = PREFIX + column;
            values.add(
                    switch (column) {
                        case "created_date" -> UtcTimestamp.read(row, name);
                        case "position" -> row.getInt(name);
                        default -> row.getObject(name, UUID.class);
                    });
        }
        return new RowKey(values, row.getLong(DOCUMENT_BYTES));
    }

    /**
     * Compares this key with another one of the same table, as the default order does.
     *
     * @param byId the order of ids, which differs from that of {@link UUID#compareTo}
     */
    @SuppressWarnings("unchecked")
    int compareTo(RowKey other, SortKey<?> byId) {
        int compared = 0;
        for (int i = 0; compared == 0 && i < values.size(); i++) {
            compared = values.get(i) instanceof UUID id
                    ? byId.compare(id, other.values.get(i))
                    : ((Comparable<Object>) values.get(i)).compareTo(other.values.get(i));
        }
        return compared;
    }
}
