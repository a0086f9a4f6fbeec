package org.executionsession.recorder.support;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.executionsession.jdbi.config.HostTransactions;
import org.h2.jdbcx.JdbcConnectionPool;

/** The transactions of an application that bind a connection to the thread, as those of Spring do. */
public final class ThreadTransactions implements HostTransactions, AutoCloseable {

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    private final ThreadLocal<Connection> bound = new ThreadLocal<>();
    private final ThreadLocal<List<Runnable>> afterCommit = ThreadLocal.withInitial(ArrayList::new);

    /** Begins a transaction of the calling thread. */
    public void begin() throws SQLException {
        Connection connection = pool.getConnection();
        connection.setAutoCommit(false);
        bound.set(connection);
    }

    /** Commits or rolls back the transaction of the calling thread. */
    public void end(boolean commits) throws SQLException {
        Connection connection = bound.get();
        bound.remove();
        if (commits) {
            connection.commit();
            afterCommit.get().forEach(Runnable::run);
        } else {
            connection.rollback();
        }
        afterCommit.remove();
        connection.setAutoCommit(true);
        connection.close();
    }

    @Override
    public boolean isActive() {
        return bound.get() != null;
    }

    @Override
    public void afterCommit(Runnable action) {
        afterCommit.get().add(action);
    }

    /** Returns the data source whose connections are those of the transactions. */
    public DataSource dataSource() {
        return proxy(
                DataSource.class,
                (target, method, arguments) -> method.getName().equals("getConnection") && isActive()
                        ? withoutClose(bound.get())
                        : method.invoke(target, arguments),
                pool);
    }

    private static Connection withoutClose(Connection connection) {
        return proxy(
                Connection.class,
                (target, method, arguments) ->
                        method.getName().equals("close") ? null : method.invoke(target, arguments),
                connection);
    }

    private interface Call {
        Object invoke(Object target, Method method, Object[] arguments) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, Call call, T target) {
        return type.cast(Proxy.newProxyInstance(
                ThreadTransactions.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return call.invoke(target, method, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                }));
    }

    @Override
    public void close() {
        pool.dispose();
    }
}
