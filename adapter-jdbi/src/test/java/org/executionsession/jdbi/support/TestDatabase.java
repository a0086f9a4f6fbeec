package org.executionsession.jdbi.support;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;

/** Creates empty databases, and runs the statements of a host application or an older server in them. */
public enum TestDatabase {
    H2 {
        @Override
        public String newUrl() {
            return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;USER=sa";
        }
    },

    POSTGRESQL {
        @Override
        public String newUrl() {
            return EmbeddedPostgresql.newDatabaseUrl("");
        }
    };

    public abstract String newUrl();

    /**
     * Begins a transaction. A statement that waits for another transaction of the same thread fails.
     *
     * @param lockTimeoutMillis how long it waits
     */
    public static Connection begin(DataSource dataSource, int lockTimeoutMillis) throws SQLException {
        Connection connection = dataSource.getConnection();
        connection.createStatement().execute("set lock_timeout = " + lockTimeoutMillis);
        connection.setAutoCommit(false);
        return connection;
    }

    /** Returns a data source without a pool: each call opens a new connection. It supports both databases. */
    public static DataSource dataSource(String url) {
        return (DataSource) Proxy.newProxyInstance(
                TestDatabase.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection")) {
                        return DriverManager.getConnection(url);
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    public static int execute(String url, String... statements) throws SQLException {
        int changed = 0;
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                changed = statement.execute(sql) ? 0 : statement.getUpdateCount();
            }
        }
        return changed;
    }

    public static String query(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}
