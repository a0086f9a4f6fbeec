package org.executionsession.jdbi.internal.transaction;

import java.sql.Connection;
import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionFactory;

/** The connection of a host, in whose transaction the store reads and writes. It is never closed. */
record HostConnection(Connection connection) implements ConnectionFactory {

    /**
     * Returns the connection.
     *
     * @throws IllegalStateException if it is in no transaction: the database is not the reason, and the same call fails again
     */
    @Override
    public Connection openConnection() throws SQLException {
        if (connection.isClosed()) {
            throw new IllegalStateException(
                    "the connection of the transaction is closed, by the application or because it broke;"
                            + " a store within a connection can be used only until the transaction ends");
        }
        if (connection.getAutoCommit()) {
            throw new IllegalStateException(
                    "the connection of the transaction is in autocommit mode, so nothing would be written in"
                            + " a transaction of the application; a store within a connection can be used only until the transaction ends");
        }
        return connection;
    }

    @Override
    public void closeConnection(Connection used) {
        // The host closes it.
    }
}
