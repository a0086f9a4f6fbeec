package org.executionsession.jdbi.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The connection pool is closed. Some pools, such as that of H2, throw an unchecked exception then. */
public final class ClosedPoolException extends SQLException {

    private static final long serialVersionUID = 1L;

    private ClosedPoolException(IllegalStateException cause) {
        super("the pool of connections is closed", cause);
    }

    /**
     * Returns a connection of a pool. Converts the unchecked exception of a closed pool to an {@link SQLException}, so
     * that it is translated like the others.
     */
    public static Connection connection(DataSource pool) throws SQLException {
        try {
            return pool.getConnection();
        } catch (IllegalStateException closed) {
            throw new ClosedPoolException(closed);
        }
    }
}
