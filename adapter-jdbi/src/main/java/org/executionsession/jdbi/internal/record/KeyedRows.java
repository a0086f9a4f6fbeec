package org.executionsession.jdbi.internal.record;

import static java.util.stream.Collectors.joining;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.stream.IntStream;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.query.SortKey;
import org.executionsession.domain.query.ValueKind;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Reads rows by their keys, in the order of the keys.
 *
 * @param table the table
 * @param columns the select list for an entity
 * @param from the table and the tables that it is joined with
 * @param documentBytes the size of the documents of a row, as an SQL expression
 * @param mapper maps a row to an entity
 */
record KeyedRows<E extends AuditedEntity>(
        Table<E> table, String columns, String from, String documentBytes, RowMapper<E> mapper) {

    private static final String VALUE = "value_";

    /** The maximum number of keys in a query. */
    static final int BATCH_ROWS = 200;

    /** The maximum size of the documents in a query; a larger document is read alone. Parsed, they need a multiple. */
    private static final long BATCH_BYTES = 1024 * 1024;

    /**
     * Returns the tables such that H2 reads the first one first: it does not change the order of outer joins. Each row has exactly one row in a joined table. Otherwise, H2
     * chooses the table with fewer rows, which depends on what other transactions have inserted at that moment.
     */
    String fromInOrder() {
        return from.replace(" join ", " left join ");
    }

    /** Returns the select list for {@link RowKey#read}. */
    String keyColumns() {
        return RowKey.columns(table, documentBytes);
    }

    /** Returns the select list for {@link #entry}. */
    String entryColumns(List<SortKey<E>> order) {
        return keyColumns()
                + IntStream.range(0, order.size())
                        .mapToObj(i -> ", " + Table.column(order.get(i).property()) + " as " + VALUE + i)
                        .collect(joining());
    }

    /** Reads the sort keys of a row. All properties of the order must have columns. */
    BoundedOrder.Entry entry(ResultSet row, List<SortKey<E>> order) throws SQLException {
        List<Object> values = new ArrayList<>(order.size());
        for (int i = 0; i < order.size(); i++) {
            values.add(value(row, VALUE + i, order.get(i).property().kind()));
        }
        return new BoundedOrder.Entry(RowKey.read(row, table), values);
    }

    private static Object value(ResultSet row, String column, ValueKind kind) throws SQLException {
        if (row.getObject(column) == null) {
            return null;
        }
        return switch (kind) {
            // The columns have folded texts.
            case TEXT -> BoundedOrder.Entry.text(row.getString(column));
            case GUID -> row.getObject(column, UUID.class);
            case NUMBER -> row.getLong(column);
            case ENUM -> row.getInt(column);
            case DATE -> UtcTimestamp.read(row, column);
            case BOOLEAN -> row.getBoolean(column);
        };
    }

    /**
     * Passes the entities with the given keys, at most {@link #BATCH_ROWS}, to a consumer until the consumer returns false.
     * Reads at most a megabyte of documents at once, or one larger document.
     *
     * @return whether the consumer wants more entities
     */
    boolean read(RowReader reader, List<RowKey> keys, BiPredicate<RowKey, ? super E> consumer) {
        boolean more = true;
        int from = 0;
        while (more && from < keys.size()) {
            int to = from + 1;
            long bytes = keys.get(from).documentBytes();
            while (to < keys.size() && bytes + keys.get(to).documentBytes() <= BATCH_BYTES) {
                bytes += keys.get(to).documentBytes();
                to++;
            }
            more = readBatch(reader, keys.subList(from, to), consumer);
            from = to;
        }
        return more;
    }

    private boolean readBatch(RowReader reader, List<RowKey> keys, BiPredicate<RowKey, ? super E> consumer) {
        List<E> entities = new ArrayList<>(Collections.nCopies(keys.size(), null));
        reader.readAll(
                select("k.n as n, " + columns),
                statement -> bind(statement, keys),
                (row, context) -> entities.set(row.getInt("n"), mapper.map(row, context)),
                row -> {});
        boolean more = true;
        for (int i = 0; more && i < entities.size(); i++) {
            if (entities.get(i) != null) {
                more = consumer.test(keys.get(i), entities.get(i));
            } else if (reader.isOfOneMoment()) {
                throw new IllegalStateException("the row " + keys.get(i) + " is not in the snapshot of its key");
            }
        }
        return more;
    }

    private String select(String selectList) {
        List<String> key = table.key();
        String arrays = key.stream()
                .map(column -> ", cast(:" + column + " as " + type(column) + " array)")
                .collect(joining());
        String names = "n, " + String.join(", ", key);
        return "select " + selectList + " from " + from + " join (select " + names
                + " from unnest(cast(:n as integer array)" + arrays + ") as ids(" + names + ")) k on "
                + key.stream()
                        .map(column -> table.alias() + '.' + column + " = k." + column)
                        .collect(joining(" and "));
    }

    private static String type(String column) {
        return column.equals("position") ? "integer" : "uuid";
    }

    private void bind(SqlStatement<?> statement, List<RowKey> keys) {
        statement.bindArray(
                "n", Integer.class, IntStream.range(0, keys.size()).boxed().toList());
        for (String column : table.key()) {
            int index = table.order().indexOf(column);
            statement.bindArray(
                    column,
                    column.equals("position") ? Integer.class : UUID.class,
                    keys.stream().map(key -> key.values().get(index)).toList());
        }
    }
}
