package org.executionsession.bootstrap.internal.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import javax.sql.DataSource;
import org.executionsession.bootstrap.internal.startup.StartupException;

/** The connections to the operator's database. */
public final class DatabasePool implements AutoCloseable {

    private static final String POSTGRESQL = "jdbc:postgresql:";

    /** For six lists, two counts, two selections and two writers at once, and for what is done in a moment, as ending a query is. */
    private static final int MAX_CONNECTIONS = 16;

    private final HikariDataSource dataSource;

    private DatabasePool(HikariDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Opens the pool; throws a {@link StartupException} that says why when the database cannot be used. */
    public static DatabasePool open(DatabaseUrl url, boolean createSchema, Duration queryTimeout) {
        HikariConfig config = new HikariConfig();
        if (url.isH2()) {
            configureH2(config, url);
        } else {
            configurePostgresql(config, url, queryTimeout);
        }
        config.setPoolName("execution-sessions");
        config.setMaximumPoolSize(MAX_CONNECTIONS);
        config.setConnectionTimeout(5_000);
        // Its first connection is made when the store asks for one, which says what fails.
        config.setInitializationFailTimeout(-1);
        // First without the pool: it would log a stack trace of what is the operator's to mend.
        try (Connection first = first(config)) {
            if (createSchema && !url.isH2()) {
                PostgresqlSession.createSchema(first);
            }
            return new DatabasePool(new HikariDataSource(config));
        } catch (SQLException failure) {
            throw new StartupException(
                    "cannot open the database " + url + ": " + url.redacted(DatabaseFailure.reason(failure)), failure);
        }
    }

    private static Connection first(HikariConfig config) throws SQLException {
        return config.getJdbcUrl().startsWith(POSTGRESQL)
                ? PostgresqlSession.open(config.getDataSourceProperties(), () -> connect(config))
                : connect(config);
    }

    private static Connection connect(HikariConfig config) throws SQLException {
        return DriverManager.getConnection(config.getJdbcUrl(), properties(config));
    }

    /** Reports on the connections, also of those that are open already. */
    public void observe(MetricsTrackerFactory observer) {
        dataSource.setMetricsTrackerFactory(observer);
    }

    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public void close() {
        dataSource.close();
    }

    private static void configureH2(HikariConfig config, DatabaseUrl url) {
        H2Files.of(url.driverUrl()).ifPresent(H2Files::keepToOwner);
        config.setJdbcUrl(tuned(url.driverUrl()));
        config.setUsername(url.user() == null ? "sa" : url.user());
        config.setPassword(url.password() == null ? "" : url.password());
        config.setExceptionOverride(new H2EvictionPolicy());
    }

    /**
     * What the URL says of these wins. Neither a database that has gone silent nor a lock may hold callers for ever. A query
     * that takes too long is ended before its connection is: else the database would continue with it.
     */
    private static void configurePostgresql(HikariConfig config, DatabaseUrl url, Duration queryTimeout) {
        config.setJdbcUrl(url.driverUrl());
        config.setUsername(url.user());
        config.setPassword(url.password());
        config.addDataSourceProperty("ApplicationName", "execution-sessions");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", String.valueOf(Math.max(30, queryTimeout.toSeconds() + 10)));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        // Else the message of a failed batch, which gets into the log, holds what was to be written.
        config.addDataSourceProperty("logServerErrorDetail", "false");
    }

    private static Properties properties(HikariConfig config) {
        Properties properties = new Properties();
        properties.putAll(config.getDataSourceProperties());
        if (config.getUsername() != null) {
            properties.setProperty("user", config.getUsername());
        }
        if (config.getPassword() != null) {
            properties.setProperty("password", config.getPassword());
        }
        return properties;
    }

    /**
     * H2 would otherwise close itself at the signal to end, under the requests that are still in flight; and it would
     * write a file of its own about failures that we report.
     */
    private static String tuned(String url) {
        String tuned = url;
        tuned += names(url, "DB_CLOSE_ON_EXIT") ? "" : ";DB_CLOSE_ON_EXIT=FALSE";
        tuned += names(url, "TRACE_LEVEL_FILE") ? "" : ";TRACE_LEVEL_FILE=0";
        return tuned;
    }

    private static boolean names(String url, String setting) {
        return url.toUpperCase(Locale.ROOT).contains(";" + setting + "=");
    }
}
