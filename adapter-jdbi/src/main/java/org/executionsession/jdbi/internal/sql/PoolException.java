package org.executionsession.jdbi.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.sql.DataSource;
import org.executionsession.domain.exception.OverloadedException;

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
     *
     * @throws OverloadedException if all connections of a HikariCP are in use for too long
     */
    public static Connection connection(DataSource pool) throws SQLException {
        try {
            return pool.getConnection();
        } catch (SQLTransientConnectionException timeout) {
            if (timeout.getCause() == null) {
                // The database has rejected no connection: other callers use all of them.
                throw new OverloadedException("all connections of the pool to the database are in use");
            }
            throw timeout;
        } catch (RuntimeException failure) {
            throw new PoolException(failure);
        }
    }
}
