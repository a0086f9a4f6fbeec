package org.executionsession.jdbi.internal.record;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.jdbi.internal.sql.Table;
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

    /** The maximum number of keys in a query. */
    static final int BATCH_ROWS = 200;

    /** Returns the select list for {@link RowKey#read}. */
    String keyColumns() {
        return RowKey.columns(table, documentBytes);
    }

    /**
     * Passes the entities with the given keys, at most {@link #BATCH_ROWS}, to a consumer. Reads at most {@link
     * FetchSize#MAX_BYTES} of documents at once, or one larger document.
     */
    void read(RowReader reader, List<RowKey> keys, Consumer<? super E> consumer) {
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < keys.size(); i++) {
            if (i > from && bytes + keys.get(i).documentBytes() > FetchSize.MAX_BYTES) {
                readBatch(reader, keys.subList(from, i), consumer);
                from = i;
                bytes = 0;
            }
            bytes += keys.get(i).documentBytes();
        }
        readBatch(reader, keys.subList(from, keys.size()), consumer);
    }

    private void readBatch(RowReader reader, List<RowKey> keys, Consumer<? super E> consumer) {
        List<E> entities = new ArrayList<>(Collections.nCopies(keys.size(), null));
        reader.readAll(
                select("k.n as n, " + columns),
                statement -> bind(statement, keys),
                BATCH_ROWS,
                (row, context) -> entities.set(row.getInt("n"), mapper.map(row, context)),
                row -> {});
        entities.forEach(consumer);
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
