package org.executionsession.dbscheduler.support;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** A database in memory that can be unreachable, and whose network can lose the response to a commit. */
public final class SwitchableDatabase implements DataSource, AutoCloseable {

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    private final AtomicInteger commitsUntilLoss = new AtomicInteger(Integer.MAX_VALUE);
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

    /** Loses the response to a later commit: 1 is the next one. */
    public void loseResponse(int number) {
        commitsUntilLoss.set(number);
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (isOff) {
            throw new SQLNonTransientConnectionException("the database is switched off", "08001");
        }
        Connection connection = pool.getConnection();
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (isOff && !method.getName().equals("close")) {
                        throw new SQLException("the connection is broken", "08006");
                    }
                    try {
                        Object result = method.invoke(connection, arguments);
                        if (method.getName().equals("commit") && commitsUntilLoss.decrementAndGet() == 0) {
                            throw new SQLException("the response is lost", "08006");
                        }
                        return result;
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        return getConnection();
    }

    @Override
    public void close() {
        pool.dispose();
    }

    @Override
    public PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        // Not used.
    }

    @Override
    public void setLoginTimeout(int seconds) {
        // Not used.
    }

    @Override
    public int getLoginTimeout() {
        return 0;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("not a wrapper");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
