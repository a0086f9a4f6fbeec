package org.executionsession.vertxpeer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** Stores a session as one row with its id and its JSON; nothing else can be queried. */
final class JsonColumnStore implements SessionStore {

    private final SqlDatabase database;

    private JsonColumnStore(SqlDatabase database) {
        this.database = database;
    }

    static JsonColumnStore open(DataSource pool) throws SQLException {
        return new JsonColumnStore(SqlDatabase.open(pool, "document.sql"));
    }

    @Override
    public boolean insert(ExecutionSession session, byte[] document) throws SQLException {
        try (Connection connection = database.connection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into execution_session (id, document) values (?, ?)")) {
            insert.setObject(1, session.id());
            insert.setBytes(2, document);
            insert.executeUpdate();
            return true;
        } catch (SQLException failure) {
            if (SqlDatabase.isDuplicateId(failure)) {
                return false;
            }
            throw failure;
        }
    }

    @Override
    public byte[] find(UUID id) throws SQLException {
        return database.findDocument(id);
    }
}
