package org.executionsession.jdbi.internal.sql;

import static java.util.stream.Collectors.joining;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;

/** Updates rows of a table with positional parameters of JDBC, like {@link RowInsert}. */
public final class RowUpdate {

    private final String sql;

    /** The positions of the updated columns in the values of a row. */
    private final int[] updated;

    private final int[] nullTypes;

    /**
     * Describes the update.
     *
     * @param table the name of the table
     * @param columns its columns
     * @param kept the columns that it does not change
     * @param nullTypes the type of each column in {@link Types}, for null
     * @param conditions the columns or expressions that must have given values in a row
     */
    RowUpdate(String table, List<String> columns, List<String> kept, int[] nullTypes, List<String> conditions) {
        this.updated = IntStream.range(0, columns.size())
                .filter(i -> !kept.contains(columns.get(i)))
                .toArray();
        this.sql = "update " + table + " set "
                + IntStream.of(updated).mapToObj(i -> columns.get(i) + " = ?").collect(joining(", "))
                + " where " + conditions.stream().map(column -> column + " = ?").collect(joining(" and "));
        this.nullTypes = nullTypes.clone();
    }

    /**
     * The update of one row.
     *
     * @param values the new values of all columns
     * @param conditions the values of the conditions; none is null
     */
    public record Change(Object[] values, List<?> conditions) {}

    /**
     * Updates rows in a batch.
     *
     * @return whether each row was updated
     * @throws UnableToExecuteStatementException if the database rejects a row
     */
    public boolean[] execute(Handle handle, List<Change> changes) {
        boolean[] isUpdated = new boolean[changes.size()];
        if (changes.isEmpty()) {
            return isUpdated;
        }
        String qualified = TableNames.of(handle).qualifiedConstant(sql);
        try (PreparedStatement statement = handle.getConnection().prepareStatement(qualified)) {
            for (Change change : changes) {
                bind(statement, change);
                statement.addBatch();
            }
            int[] counts = statement.executeBatch();
            for (int i = 0; i < isUpdated.length; i++) {
                isUpdated[i] = counts[i] == 1;
            }
            return isUpdated;
        } catch (SQLException failure) {
            throw new UnableToExecuteStatementException(failure, null);
        }
    }

    /** Returns the statement. */
    @Override
    public String toString() {
        return sql;
    }

    private void bind(PreparedStatement statement, Change change) throws SQLException {
        int position = 1;
        for (int column : updated) {
            QueryableColumn.Value.bind(statement, position++, change.values()[column], nullTypes[column]);
        }
        for (Object condition : change.conditions()) {
            statement.setObject(position++, condition);
        }
    }
}
