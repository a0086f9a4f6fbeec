package org.executionsession.bootstrap;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/** The connections to the operator's database. */
final class DatabasePool implements AutoCloseable {

    private static final String POSTGRESQL = "jdbc:postgresql:";

    private static final Pattern PASSWORD = Pattern.compile("(?i)(password=)[^;&]*");

    /** For six lists, two counts and two selections at once, and for what is done in a moment. */
    private static final int MAX_CONNECTIONS = 12;

    private final HikariDataSource dataSource;

    private DatabasePool(HikariDataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Opens the pool; throws a {@link StartupException} that says why when the database cannot be used. */
    static DatabasePool open(String url, SchemaOptions schema) {
        HikariConfig config = new HikariConfig();
        if (url.startsWith("jdbc:h2:")) {
            configureH2(config, url);
        } else if (url.startsWith(POSTGRESQL)) {
            configurePostgresql(config, url);
        } else {
            throw new StartupException(
                    "the database URL must start with jdbc:h2: or jdbc:postgresql: but is '" + withoutPassword(url)
                            + "'",
                    null);
        }
        config.setPoolName("execution-sessions");
        config.setMaximumPoolSize(MAX_CONNECTIONS);
        config.setConnectionTimeout(5_000);
        // Its first connection is made when the store asks for one, which says what fails.
        config.setInitializationFailTimeout(-1);
        // First without the pool: it would log a stack trace of what is the operator's to mend.
        try (Connection first = first(config)) {
            if (schema.createSchema() && url.startsWith(POSTGRESQL)) {
                PostgresqlSession.createSchema(first);
            }
            return new DatabasePool(new HikariDataSource(config));
        } catch (SQLException failure) {
            throw new StartupException(
                    "cannot open the database " + withoutPassword(url) + ": "
                            + withoutPassword(DatabaseFailure.reason(failure)),
                    failure);
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
    void observe(MetricsTrackerFactory observer) {
        dataSource.setMetricsTrackerFactory(observer);
    }

    DataSource dataSource() {
        return dataSource;
    }

    @Override
    public void close() {
        dataSource.close();
    }

    static String withoutPassword(String url) {
        return PASSWORD.matcher(url).replaceAll("$1***");
    }

    private static void configureH2(HikariConfig config, String url) {
        config.setJdbcUrl(tuned(url));
        config.setUsername(names(url, "USER") ? null : "sa");
        config.setPassword(names(url, "PASSWORD") ? null : "");
        config.setExceptionOverride(new ClosedH2Connections());
    }

    /** What the URL says of these wins. Neither a database that has gone silent nor a lock may hold callers for ever. */
    private static void configurePostgresql(HikariConfig config, String url) {
        config.setJdbcUrl(url);
        config.addDataSourceProperty("ApplicationName", "execution-sessions");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", "30");
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
