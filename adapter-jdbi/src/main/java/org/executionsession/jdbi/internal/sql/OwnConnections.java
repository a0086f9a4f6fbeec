package org.executionsession.jdbi.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import javax.sql.DataSource;
import org.executionsession.domain.exception.OverloadedException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.ConnectionFactory;

/**
 * Hands out connections for the transactions that the store begins and commits itself. Some data sources bind a connection to the
 * transaction of the calling thread, such as the {@code TransactionAwareDataSourceProxy} of Spring and the pools of JTA. The store
 * must not commit such a connection, so it is rejected. It is recognized by its autocommit mode, which the transaction has
 * switched off.
 */
public final class OwnConnections implements ConnectionFactory {

    /** The interface of all connections that Spring binds to transactions. */
    private static final String SPRING_PROXY = "org.springframework.jdbc.datasource.ConnectionProxy";

    private final DataSource dataSource;

    /** Whether a connection outside a transaction of the application is in autocommit mode; true until {@link #inspect}. */
    private boolean autoCommit;

    private boolean inspected;
    private volatile boolean mayBind;

    public OwnConnections(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Finds out in which autocommit mode the data source hands out connections to a thread that is in no transaction.
     *
     * @param joins whether the store takes part in the transactions of the application
     * @throws BoundConnectionException if the calling thread is in a transaction to which connections are bound, or if bound
     *     connections could not be recognized because all connections have autocommit switched off
     */
    public void inspect(Dialect dialect, boolean joins) {
        try (Connection connection = PoolException.connection(dataSource)) {
            autoCommit = connection.getAutoCommit();
            mayBind = isOfSpring(connection);
            if (!autoCommit && isBound(connection, dialect)) {
                throw BoundConnectionException.atOpen();
            }
            if (!autoCommit && mayBind && !joins) {
                throw BoundConnectionException.atUse();
            }
        } catch (SQLException failure) {
            throw new ConnectionException(failure);
        }
        inspected = true;
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
        Connection connection = PoolException.connection(dataSource);
        if (inspected && autoCommit && !connection.getAutoCommit()) {
            mayBind = true;
            connection.close();
            throw BoundConnectionException.atUse();
        }
        return connection;
    }

    /** Returns whether a connection that a thread in a transaction of the application got takes part in this transaction. */
    public boolean isBound(Connection connection) throws SQLException {
        return !(autoCommit && connection.getAutoCommit());
    }

    /**
     * Rejects a caller in a transaction of the application whose write another thread would commit. It costs nothing unless the data
     * source is known to bind connections.
     *
     * @throws BoundConnectionException if the calling thread gets a bound connection
     */
    public void requireUnbound() {
        if (mayBind && inspected) {
            try {
                openConnection().close();
            } catch (SQLException failure) {
                throw new ConnectionException(failure);
            }
        }
    }
}
