package org.executionsession.benchmarks.rows;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.executionsession.benchmarks.session.Ids;

/** Makes the changes of many sessions in batches on one connection. */
final class BatchWriter implements AutoCloseable {

    private final RowChanges changes;
    private final Ids ids;

    /** One for each text, however many of the session's rows it changes. */
    private final Map<String, PreparedStatement> prepared = new LinkedHashMap<>();

    BatchWriter(Connection connection, RowChanges changes, Ids ids) throws SQLException {
        this.changes = changes;
        this.ids = ids;
        for (RowStatement statement : changes.statements()) {
            if (!prepared.containsKey(statement.sql())) {
                prepared.put(statement.sql(), connection.prepareStatement(statement.sql()));
            }
        }
    }

    /** Changes the first so many of the sessions. */
    void write(long[] sessions, int count) throws SQLException {
        for (int i = 0; i < count; i++) {
            for (RowStatement change : changes.statements()) {
                PreparedStatement statement = prepared.get(change.sql());
                change.bind(statement, ids, sessions[i]);
                statement.addBatch();
            }
        }
        for (PreparedStatement statement : prepared.values()) {
            statement.executeBatch();
        }
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
    }
}
