package org.executionsession.springbatch.support;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** A database in memory that can be unreachable. */
public final class SwitchableDatabase extends AbstractDataSource implements AutoCloseable {

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    private volatile boolean isOff;

    /** Creates a database that is reachable. */
    public SwitchableDatabase() {
        pool.setMaxConnections(20);
    }

    public void switchOff() {
        isOff = true;
    }

    public void switchOn() {
        isOff = false;
    }

    /** Returns the same database as it is for those who can always reach it. */
    public DataSource reachable() {
        return pool;
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (isOff) {
            throw new SQLNonTransientConnectionException("the database is switched off", "08001");
        }
        return pool.getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
