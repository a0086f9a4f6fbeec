package org.executionsession.jdbi.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * A connection pool has no connection. Some pools throw unchecked exceptions then, such as that of H2 after its end and a
 * HikariCP that starts at the first use.
 */
public final class PoolException extends SQLException {

    private static final long serialVersionUID = 1L;

    private PoolException(Exception cause) {
        super("the pool has no connection: " + cause.getMessage(), cause);
    }

    /**
     * Returns a connection of a pool. Converts unchecked exceptions to {@link SQLException}, so that they are translated like
     * the others.
     */
    public static Connection connection(DataSource pool) throws SQLException {
        try {
            return pool.getConnection();
        } catch (RuntimeException failure) {
            throw new PoolException(failure);
        }
    }
}
