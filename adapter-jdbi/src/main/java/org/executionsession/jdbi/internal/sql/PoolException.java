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

    private static final int H2_LOGIN_TIMEOUT = 8001;

    /** Returns whether HikariCP, without a failure of the database, or the pool of H2 waited for a connection in vain. */
    private static boolean isTimeout(SQLException failure) {
        return failure instanceof SQLTransientConnectionException && failure.getCause() == null
                || failure.getErrorCode() == H2_LOGIN_TIMEOUT && "Login timeout".equals(failure.getMessage());
    }

    /** Returns the message for a pool without a free connection. */
    public static String noConnection(DataSource pool) {
        return "no connection to the database became free in time: all of the pool "
                + pool.getClass().getSimpleName()
                + " are in use. A thread that holds a connection while it calls the store needs a second one: the pool must be"
                + " larger than the number of these threads, or the store must take part in their transactions";
    }

    private PoolException(Exception cause) {
        super("the pool has no connection: " + cause.getMessage(), cause);
    }

    /**
     * Returns a connection of a pool. Converts unchecked exceptions to {@link SQLException}, so that they are translated like
     * the others.
     *
     * @throws OverloadedException if no connection became free in time, and the pool knows no failure of the database
     */
    public static Connection connection(DataSource pool) throws SQLException {
        try {
            return pool.getConnection();
        } catch (SQLException failure) {
            if (isTimeout(failure)) {
                throw new OverloadedException(noConnection(pool), failure);
            }
            throw failure;
        } catch (RuntimeException failure) {
            throw new PoolException(failure);
        }
    }
}
