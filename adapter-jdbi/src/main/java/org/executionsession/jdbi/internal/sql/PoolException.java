package org.executionsession.jdbi.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import javax.sql.DataSource;
import org.executionsession.domain.exception.OverloadedException;

/**
 * A connection pool has no connection. Some pools throw unchecked exceptions then, such as that of H2 after its end and a
 * HikariCP that starts at the first use.
 */
public final class PoolException extends SQLException {

    private static final long serialVersionUID = 1L;

    private static final int H2_LOGIN_TIMEOUT = 8001;

    /** What Agroal and DBCP say; their exceptions have neither a type nor a code of their own. */
    private static final List<String> TIMEOUT_MESSAGES = List.of(
            "acquisition timeout", "Timeout waiting for idle object", "Cannot get a connection, pool error Timeout");

    /** What HikariCP says after the name of the pool. */
    private static final String HIKARI_TIMEOUT = " - Connection is not available";

    private static final String TOMCAT_TIMEOUT = "org.apache.tomcat.jdbc.pool.PoolExhaustedException";

    /** Returns whether a pool waited for a connection in vain, without a failure of the database. */
    private static boolean isTimeout(SQLException failure) {
        String message = String.valueOf(failure.getMessage());
        return failure instanceof SQLTransientConnectionException && failure.getCause() == null
                || failure.getErrorCode() == H2_LOGIN_TIMEOUT && "Login timeout".equals(message)
                || failure.getClass().getName().equals(TOMCAT_TIMEOUT)
                || TIMEOUT_MESSAGES.stream().anyMatch(message::contains);
    }

    /** Returns the message for a pool without a free connection. */
    private static String exhausted(DataSource pool, SQLException failure) {
        return "no connection to the database became free in time: " + cause(name(pool, failure));
    }

    /** Returns the message for a caller that does not know why another thread has no connection yet. */
    public static String noConnection(DataSource pool) {
        return "no connection to the database was available in time: the database does not respond, or "
                + cause(className(pool));
    }

    private static String cause(String pool) {
        return "all connections of the pool " + pool
                + " are in use. A thread that holds a connection while it calls the store needs a second one: the pool must be"
                + " larger than the number of these threads, or the store must take part in their transactions";
    }

    /** Returns the name that a HikariCP says, or that of the class. */
    private static String name(DataSource pool, SQLException failure) {
        String message = String.valueOf(failure.getMessage());
        int end = message.indexOf(HIKARI_TIMEOUT);
        return end > 0 ? message.substring(0, end) : className(pool);
    }

    /** Returns the name of the class of the pool, which a framework may have wrapped. */
    private static String className(DataSource pool) {
        try {
            return pool.unwrap(DataSource.class).getClass().getSimpleName();
        } catch (SQLException | RuntimeException notSupported) {
            return pool.getClass().getSimpleName();
        }
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
                throw new OverloadedException(exhausted(pool, failure), failure);
            }
            throw failure;
        } catch (RuntimeException failure) {
            throw new PoolException(failure);
        }
    }
}
