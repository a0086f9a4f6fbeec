package org.executionsession.jdbi.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A pool gives no connection because it was closed. Some pools, such as that of H2, throw an unchecked exception then. */
public final class ClosedPoolException extends SQLException {

    private static final long serialVersionUID = 1L;

    private ClosedPoolException(IllegalStateException cause) {
        super("the pool of connections is closed", cause);
    }

    /** A connection of a pool; its unchecked exception becomes one of JDBC, which is translated as all others are. */
    public static Connection connection(DataSource pool) throws SQLException {
        try {
            return pool.getConnection();
        } catch (IllegalStateException closed) {
            throw new ClosedPoolException(closed);
        }
    }
}
