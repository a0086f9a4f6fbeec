package org.executionsession.jdbi.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.executionsession.domain.exception.OverloadedException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.ConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands out connections for the transactions that the store begins and commits itself. Some data sources bind a connection to the
 * transaction of the calling thread, such as the {@code TransactionAwareDataSourceProxy} of Spring and the pools of JTA. The store
 * must not commit such a connection, so it is rejected. It is recognized by its autocommit mode, which the transaction has
 * switched off.
 */
public final class OwnConnections implements ConnectionFactory {

    /** The interface of all connections that Spring binds to transactions. */
    private static final String SPRING_PROXY = "org.springframework.jdbc.datasource.ConnectionProxy";

    /** Data sources that hand out a connection of its own to each call. */
    private static final Set<String> UNBOUND = Set.of(
            "com.zaxxer.hikari.HikariDataSource",
            "org.apache.commons.dbcp2.BasicDataSource",
            "org.apache.tomcat.jdbc.pool.DataSource",
            "org.h2.jdbcx.JdbcConnectionPool",
            "org.h2.jdbcx.JdbcDataSource",
            "org.postgresql.ds.PGSimpleDataSource");

    private static final Logger LOG = LoggerFactory.getLogger(OwnConnections.class);

    /** More than most pools have. A database that has failed can also be open until another thread has ended its transaction. */
    private static final int MAX_CLOSED = 100;

    /** Some pools hand out a closed connection again and again. */
    private static final int MAX_REPETITIONS = 3;

    private final DataSource dataSource;

    /** Whether the data source may bind connections. It is not known of other classes, such as the pools of JTA. */
    private final boolean mayBind;

    /** Null before the inspection. */
    private @Nullable Dialect dialect;

    /** Whether a connection outside a transaction of the application is in autocommit mode. */
    private boolean autoCommit;

    public OwnConnections(DataSource dataSource) {
        this.dataSource = dataSource;
        mayBind = !UNBOUND.contains(dataSource.getClass().getName());
    }

    /**
     * Finds out in which autocommit mode the data source hands out connections to a thread that is in no transaction. Before, all
     * connections are accepted.
     *
     * @param joins whether the store takes part in the transactions of the application
     * @throws BoundConnectionException if the calling thread is in a transaction to which connections are bound, or if bound
     *     connections could not be recognized because all connections have autocommit switched off
     */
    public void inspect(Dialect dialect, boolean joins) {
        boolean inAutoCommit;
        try (Connection connection = PoolException.connection(dataSource)) {
            inAutoCommit = connection.getAutoCommit();
            if (!inAutoCommit && mayBind && isBound(connection, dialect)) {
                throw BoundConnectionException.atOpen();
            }
            if (!inAutoCommit && isOfSpring(connection) && !joins) {
                throw BoundConnectionException.atUse();
            }
        } catch (SQLException failure) {
            throw new ConnectionException(failure);
        }
        this.dialect = dialect;
        autoCommit = inAutoCommit;
    }

    private static boolean isOfSpring(Connection connection) {
        return Arrays.stream(connection.getClass().getInterfaces())
                .anyMatch(type -> type.getName().equals(SPRING_PROXY));
    }

    /** A data source that binds connections hands out the same one twice. */
    private boolean isBound(Connection first, Dialect dialect) throws SQLException {
        try (Connection second = PoolException.connection(dataSource)) {
            return sessionId(first, dialect).equals(sessionId(second, dialect));
        } catch (OverloadedException aPoolOfOneConnection) {
            return false;
        }
    }

    private static String sessionId(Connection connection, Dialect dialect) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select " + dialect.sessionId())) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public Connection openConnection() throws SQLException {
        Connection connection = borrow();
        Optional<Connection> closed = closeIfFailed(connection);
        if (closed.isPresent()) {
            connection = replace(connection, closed.get());
        }
        return own(connection);
    }

    /** Returns a connection of another database, or one that is closed if the pool has no other one. */
    private Connection replace(Connection failed, Connection ofDriver) throws SQLException {
        Set<Connection> known = Collections.newSetFromMap(new IdentityHashMap<>());
        known.add(ofDriver);
        Connection connection = failed;
        for (int repetitions = 0; repetitions < MAX_REPETITIONS && known.size() <= MAX_CLOSED; ) {
            removeFromPool(connection);
            connection = borrow();
            Optional<Connection> closed = closeIfFailed(connection);
            if (closed.isEmpty()) {
                break;
            }
            repetitions += known.add(closed.get()) ? 0 : 1;
        }
        return connection;
    }

    private Connection borrow() throws SQLException {
        return dialect == null ? PoolException.connection(dataSource) : dialect.borrow(dataSource);
    }

    private Optional<Connection> closeIfFailed(Connection connection) throws SQLException {
        try {
            return dialect == null ? Optional.empty() : dialect.closeIfFailed(connection);
        } catch (SQLException | RuntimeException | Error failure) {
            close(connection, failure);
            throw failure;
        }
    }

    /** A pool does not notice that a database in this process has closed all connections, and would hand out one after another. */
    private static void removeFromPool(Connection failed) {
        try (failed) {
            failed.getAutoCommit();
        } catch (SQLException | RuntimeException noticed) {
            LOG.debug("a connection has failed with its database", noticed);
        }
    }

    private Connection own(Connection connection) throws SQLException {
        try {
            if (autoCommit && !connection.getAutoCommit()) {
                if (mayBind) {
                    throw BoundConnectionException.atUse();
                }
                // A rollback that failed has left it in this mode.
                connection.rollback();
                connection.setAutoCommit(true);
            }
            return connection;
        } catch (SQLException | RuntimeException failure) {
            close(connection, failure);
            throw failure;
        }
    }

    /** Returns a connection to its pool. */
    private static void close(Connection connection, Throwable cause) {
        try {
            connection.close();
        } catch (SQLException | RuntimeException failure) {
            cause.addSuppressed(failure);
        }
    }

    /** Returns whether a connection that a thread in a transaction of the application got takes part in this transaction. */
    public boolean isBound(Connection connection) throws SQLException {
        return !(autoCommit && connection.getAutoCommit());
    }

    /**
     * Rejects a caller in a transaction of the application whose write another thread would commit. It costs nothing if the data source
     * is known to bind no connections, and otherwise the time to get a connection of the pool.
     *
     * @throws BoundConnectionException if the calling thread gets a bound connection
     */
    public void requireUnbound() {
        if (mayBind && autoCommit) {
            try {
                openConnection().close();
            } catch (SQLException failure) {
                throw new ConnectionException(failure);
            }
        }
    }
}
