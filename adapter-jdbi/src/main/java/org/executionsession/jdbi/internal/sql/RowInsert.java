package org.executionsession.jdbi.internal.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/**
 * Inserts rows into a table with positional parameters of JDBC. Named parameters cost a fifth of the CPU of a write, since a
 * session has about a hundred values.
 *
 * <p>A row is an array with a value for each column, in the order of the columns.
 */
public final class RowInsert {

    /** More rows in a statement are not faster. A statement of PostgreSQL has at most 65,535 parameters. */
    private static final int MAX_ROWS = 128;

    private final String into;
    private final String row;
    private final String returning;
    private final int columns;
    private final int[] nullTypes;
    private final int keyColumns;

    /** The statements by their number of rows and their suffix. */
    private final ConcurrentMap<String, String> statements = new ConcurrentHashMap<>();

    /**
     * Describes the insert.
     *
     * @param table the name of the table
     * @param columns its columns, those of the primary key first
     * @param keyColumns the number of columns of the primary key
     * @param nullTypes the type of each column in {@link java.sql.Types}, for null
     */
    public RowInsert(String table, List<String> columns, int keyColumns, int[] nullTypes) {
        this.into = "insert into " + table + " (" + String.join(", ", columns) + ") values ";
        this.row = "(" + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
        this.returning = " returning " + String.join(", ", columns.subList(0, keyColumns));
        this.columns = columns.size();
        this.nullTypes = nullTypes.clone();
        this.keyColumns = keyColumns;
    }

    /**
     * Inserts rows, a batch of one statement for each row.
     *
     * @return the row counts of JDBC
     * @throws UnableToExecuteStatementException if the database rejects a row
     */
    int[] insertOneByOne(Handle handle, List<Object[]> rows) {
        if (rows.isEmpty()) {
            return new int[0];
        }
        try (PreparedStatement statement = handle.getConnection().prepareStatement(sql(handle, 1, ""))) {
            for (Object[] values : rows) {
                bind(statement, values, 0);
                statement.addBatch();
            }
            return statement.executeBatch();
        } catch (SQLException failure) {
            throw new UnableToExecuteStatementException(failure, null);
        }
    }

    /**
     * Inserts rows with statements of many rows each.
     *
     * @throws UnableToExecuteStatementException if the database rejects a row
     */
    void insertTogether(Handle handle, List<Object[]> rows) {
        inStatements(rows, some -> {
            try (PreparedStatement statement = handle.getConnection().prepareStatement(sql(handle, some.size(), ""))) {
                bindAll(statement, some);
                statement.executeUpdate();
            }
        });
    }

    /**
     * Inserts the rows whose keys are not in use, with statements of many rows each, by {@code on conflict do nothing} of
     * PostgreSQL.
     *
     * @return whether each row was inserted
     */
    boolean[] insertAbsentTogether(Handle handle, List<Object[]> rows) {
        Set<List<Object>> inserted = new HashSet<>();
        inStatements(rows, some -> {
            String sql = sql(handle, some.size(), " on conflict do nothing" + returning);
            try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
                bindAll(statement, some);
                try (ResultSet keys = statement.executeQuery()) {
                    while (keys.next()) {
                        inserted.add(key(keys));
                    }
                }
            }
        });
        boolean[] isInserted = new boolean[rows.size()];
        for (int i = 0; i < isInserted.length; i++) {
            // Of several rows with one key, the database inserts the first.
            isInserted[i] = inserted.remove(Arrays.asList(rows.get(i)).subList(0, keyColumns));
        }
        return isInserted;
    }

    private List<Object> key(ResultSet row) throws SQLException {
        List<Object> key = new ArrayList<>(keyColumns);
        for (int i = 1; i <= keyColumns; i++) {
            key.add(row.getObject(i));
        }
        return key;
    }

    /** Splits rows into powers of two, so that few different statements are prepared. */
    private static void inStatements(List<Object[]> rows, Statements statements) {
        int from = 0;
        try {
            while (from < rows.size()) {
                int size = Math.min(MAX_ROWS, Integer.highestOneBit(rows.size() - from));
                statements.run(rows.subList(from, from + size));
                from += size;
            }
        } catch (SQLException failure) {
            throw new UnableToExecuteStatementException(failure, null);
        }
    }

    private interface Statements {
        void run(List<Object[]> rows) throws SQLException;
    }

    /** Returns the statement for a number of rows. The driver and the database cache it by its text. */
    private String sql(Handle handle, int rows, String suffix) {
        String sql = statements.computeIfAbsent(
                rows + suffix, any -> into + String.join(", ", Collections.nCopies(rows, row)) + suffix);
        return TableNames.of(handle).qualifiedConstant(sql);
    }

    private void bindAll(PreparedStatement statement, List<Object[]> rows) throws SQLException {
        int offset = 0;
        for (Object[] values : rows) {
            bind(statement, values, offset);
            offset += columns;
        }
    }

    private void bind(PreparedStatement statement, Object[] values, int offset) throws SQLException {
        for (int i = 0; i < columns; i++) {
            QueryableColumn.Value.bind(statement, offset + i + 1, values[i], nullTypes[i]);
        }
    }
}
