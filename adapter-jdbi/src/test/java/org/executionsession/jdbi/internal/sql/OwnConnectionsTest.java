package org.executionsession.jdbi.internal.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.h2.jdbc.JdbcConnection;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    /** As after a rollback that failed. The pool leaves it as it is. */
    @Test
    void aConnectionInATransaction_isRolledBack() throws SQLException {
        try (BasicDataSource pool = new BasicDataSource()) {
            pool.setUrl("jdbc:h2:mem:" + UUID.randomUUID());
            pool.setMaxTotal(1);
            pool.setRollbackOnReturn(false);
            pool.setAutoCommitOnReturn(false);
            OwnConnections connections = new OwnConnections(pool);
            connections.inspect(new H2Dialect(), false);
            try (Connection left = connections.openConnection()) {
                left.createStatement().execute("create table t (x int)");
                left.setAutoCommit(false);
                left.createStatement().execute("insert into t values (1)");
            }
            try (Connection next = connections.openConnection();
                    ResultSet count = next.createStatement().executeQuery("select count(*) from t")) {
                assertThat(next.getAutoCommit()).isTrue();
                count.next();
                assertThat(count.getInt(1)).isZero();
            }
        }
    }

    @Test
    void aConnectionOfADatabaseThatHasFailed_isNotHandedOut(@TempDir Path folder) throws SQLException {
        H2Dialect dialect = new H2Dialect();
        AtomicReference<Connection> next = new AtomicReference<>(H2SessionsTest.connect(folder));
        dialect.prepare(Jdbi.open(next.get()));
        OwnConnections connections = new OwnConnections(dataSource(next::get));
        connections.inspect(dialect, false);
        next.set(H2SessionsTest.connect(folder));
        H2SessionsTest.fail(next.get());
        assertThatExceptionOfType(SQLException.class).isThrownBy(connections::openConnection);
    }

    /** A pool does not notice that they have failed. */
    @ParameterizedTest
    @EnumSource
    void manyConnectionsOfADatabaseThatHasFailed_areReplacedAtOnce(Pool kind, @TempDir Path folder) throws Exception {
        H2SessionsTest.connect(folder).close();
        DataSource pool = kind.open(H2SessionsTest.url(folder));
        H2Dialect dialect = new H2Dialect();
        Jdbi.create(pool).useHandle(dialect::prepare);
        OwnConnections connections = new OwnConnections(pool);
        connections.inspect(dialect, false);
        List<Connection> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            all.add(connections.openConnection());
        }
        for (Connection connection : all.subList(1, 5)) {
            connection.close();
        }
        H2SessionsTest.fail(all.get(0).unwrap(JdbcConnection.class));
        // As the end of its transaction does.
        dialect.closeIfFailed(all.get(0));
        try (Connection next = connections.openConnection()) {
            assertThat(next.createStatement().execute("select 1")).isTrue();
        }
        if (pool instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }

    /** The pools that can find out that a connection is closed, with the settings of embedding.md. */
    private enum Pool {
        DBCP {
            @Override
            DataSource open(String url) {
                BasicDataSource pool = new BasicDataSource();
                pool.setUrl(url);
                pool.setUsername("sa");
                pool.setPassword("");
                return pool;
            }
        },
        HIKARI {
            @Override
            DataSource open(String url) {
                HikariConfig config = new HikariConfig();
                config.setJdbcUrl(url);
                config.setUsername("sa");
                config.setPassword("");
                String window = "com.zaxxer.hikari.aliveBypassWindowMs";
                System.setProperty(window, "0");
                try {
                    return new HikariDataSource(config);
                } finally {
                    System.clearProperty(window);
                }
            }
        },
        TOMCAT {
            @Override
            DataSource open(String url) {
                var pool = new org.apache.tomcat.jdbc.pool.DataSource();
                pool.setUrl(url);
                pool.setDriverClassName("org.h2.Driver");
                pool.setUsername("sa");
                pool.setPassword("");
                pool.setTestOnBorrow(true);
                pool.setValidationInterval(0);
                pool.setValidationQuery("select 1");
                return pool;
            }
        };

        abstract DataSource open(String url);
    }

    /** A pool that tests no connections, and hands out the same one until it is full. */
    @Test
    void aPoolThatHandsOutAClosedConnectionAgain_isNotAskedForEver(@TempDir Path folder) throws SQLException {
        Connection connection = H2SessionsTest.connect(folder);
        H2Dialect dialect = new H2Dialect();
        dialect.prepare(Jdbi.open(connection));
        AtomicInteger calls = new AtomicInteger();
        OwnConnections connections = new OwnConnections(dataSource(() -> {
            calls.incrementAndGet();
            return keptOpen(connection);
        }));
        connections.inspect(dialect, false);
        H2SessionsTest.fail(connection);
        assertThatExceptionOfType(SQLException.class).isThrownBy(connections::openConnection);
        assertThat(calls).hasValueBetween(2, 10);
    }

    @Test
    void aDatabaseThatNoNewConnectionReaches_isOpenedAgain(@TempDir Path folder) throws SQLException {
        Connection lost = H2SessionsTest.connectToLostDatabase(folder, "");
        H2Dialect dialect = new H2Dialect();
        dialect.prepare(Jdbi.open(lost));
        AtomicBoolean isInUse = new AtomicBoolean();
        OwnConnections connections =
                new OwnConnections(dataSource(() -> isInUse.get() ? H2SessionsTest.connect(folder) : keptOpen(lost)));
        connections.inspect(dialect, false);
        connections.openConnection();
        isInUse.set(true);
        try (Connection next = connections.openConnection()) {
            assertThat(lost.isClosed()).isTrue();
            assertThat(next.isValid(0)).isTrue();
        }
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

    /** Returns a connection that its pool only hides. */
    private static Connection keptOpen(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                        method.getName().equals("close") ? null : invoke(method, connection, arguments));
    }

    private static Object invoke(Method method, Object target, Object... arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    interface ConnectionSource {
        Connection get() throws SQLException;
    }

    private interface Interceptor {
        Object afterCall(String method, Object result) throws SQLException;
    }

    static DataSource dataSource(ConnectionSource connections) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) -> connections.get());
    }

    private static <T> T proxy(Class<T> type, T target, Interceptor interceptor) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        interceptor.afterCall(method.getName(), method.invoke(target, arguments))));
    }
}
