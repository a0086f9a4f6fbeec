package org.executionsession.jdbi.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

class OwnConnectionsTest {

    @Test
    void aBrokenConnection_returnsToItsPool() throws SQLException {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
        AtomicBoolean broken = new AtomicBoolean();
        AtomicInteger open = new AtomicInteger();
        OwnConnections connections = new OwnConnections(proxy(
                DataSource.class,
                pool,
                (method, result) ->
                        method.equals("getConnection") ? watched((Connection) result, broken, open) : result));
        connections.inspect(new H2Dialect(), false);
        assertThat(open).hasValue(0);
        broken.set(true);
        assertThatExceptionOfType(SQLException.class).isThrownBy(connections::openConnection);
        assertThat(open).as("open connections").hasValue(0);
        broken.set(false);
        connections.openConnection().close();
        pool.dispose();
    }

    private static Connection watched(Connection connection, AtomicBoolean broken, AtomicInteger open) {
        open.incrementAndGet();
        return proxy(Connection.class, connection, (method, result) -> {
            if (method.equals("close")) {
                open.decrementAndGet();
            } else if (method.equals("getAutoCommit") && broken.get()) {
                throw new SQLException("the connection is broken", "08006");
            }
            return result;
        });
    }

    private interface Interceptor {
        Object afterCall(String method, Object result) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T target, Interceptor interceptor) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        interceptor.afterCall(method.getName(), method.invoke(target, arguments))));
    }
}
