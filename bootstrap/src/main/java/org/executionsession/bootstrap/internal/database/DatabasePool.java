package org.executionsession.bootstrap.internal.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.executionsession.bootstrap.internal.memory.H2PageCacheMonitor;
import org.executionsession.bootstrap.internal.memory.OutOfMemoryExit;
import org.executionsession.bootstrap.internal.startup.StartupException;
import org.executionsession.jdbi.H2File;
import org.jspecify.annotations.Nullable;

/** The connections to the operator's database. */
public final class DatabasePool implements AutoCloseable {

    private static final String POSTGRESQL = "jdbc:postgresql:";

    /**
     * Six lists, two counts, three selections with their changes, five reads, two writers, and two for other operations, such as the readiness
     * check, the cancellation of a query, and the reads of updates and deletes. While writes take long, up to three more writers use what
     * the others leave.
     */
    private static final int MAX_CONNECTIONS = 20;

    /** The URL of an H2 database in another process, which may have no library to log with. */
    private static final Pattern REMOTE = Pattern.compile("jdbc:h2:(?:tcp|ssl):");

    private final HikariDataSource dataSource;

    /** Null if the database is not in this process. */
    private final @Nullable H2PageCacheMonitor pageCache;

    private DatabasePool(HikariDataSource dataSource, @Nullable H2PageCacheMonitor pageCache) {
        this.dataSource = dataSource;
        this.pageCache = pageCache;
    }

    /** Opens the pool; throws a {@link StartupException} with the reason if the database cannot be used. */
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
        // The pool connects when the store asks for a connection; the store then reports the failure.
        config.setInitializationFailTimeout(-1);
        // The first connection is opened without the pool, which would log a stack trace for a configuration error.
        try (Connection first = first(config)) {
            if (createSchema && !url.isH2()) {
                PostgresqlSession.createSchema(first);
            }
            return new DatabasePool(
                    new HikariDataSource(config),
                    url.isH2() && H2Files.of(url.driverUrl()).isPresent()
                            ? H2PageCacheMonitor.start(() -> connect(config))
                            : null);
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

    /** Measures the connections, including those that are already open. */
    public void observe(MetricsTrackerFactory observer) {
        dataSource.setMetricsTrackerFactory(observer);
    }

    public DataSource dataSource() {
        return dataSource;
    }

    @Override
    public void close() {
        if (pageCache != null) {
            pageCache.close();
        }
        dataSource.close();
    }

    private static void configureH2(HikariConfig config, DatabaseUrl url) {
        H2Files.rejectUnprotected(url);
        H2Files.of(url.driverUrl()).ifPresent(files -> {
            files.warnIfEmpty();
            files.restrictToOwner();
        });
        config.setJdbcUrl(tuned(prepared(url)));
        config.setUsername(url.user() == null ? "sa" : url.user());
        config.setPassword(url.password() == null ? "" : url.password());
        config.setExceptionOverride(new H2EvictionPolicy());
    }

    private static String prepared(DatabaseUrl url) {
        try {
            return H2File.prepare(url.driverUrl(), url.password());
        } catch (IllegalArgumentException | UncheckedIOException unusable) {
            throw new StartupException("the database " + url + " cannot be used: " + unusable.getMessage(), unusable);
        }
    }

    /**
     * The URL overrides these settings. Neither an unresponsive database nor a lock may block callers forever. A query times
     * out before its connection does: otherwise the database would continue the query.
     */
    private static void configurePostgresql(HikariConfig config, DatabaseUrl url, Duration queryTimeout) {
        config.setJdbcUrl(url.driverUrl());
        config.setUsername(url.user());
        config.setPassword(url.password());
        config.addDataSourceProperty("ApplicationName", "execution-sessions");
        config.addDataSourceProperty("connectTimeout", "5");
        config.addDataSourceProperty("socketTimeout", String.valueOf(Math.max(30, queryTimeout.toSeconds() + 10)));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.setExceptionOverride(new PostgresqlEvictionPolicy());
        // Otherwise the message of a failed batch, which is logged, contains the data.
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
     * Without these settings, H2 would close itself at the shutdown signal, while requests are in progress, and would write
     * a trace file of failures that the server reports. With trace level 4 it logs them, so that {@link OutOfMemoryExit} learns of a lack of
     * memory in its threads. It would also keep the space of replaced data for 45 seconds, so that many small
     * commits made the file three times as large.
     */
    private static String tuned(String url) {
        String tuned = url;
        tuned += names(url, "DB_CLOSE_ON_EXIT") ? "" : ";DB_CLOSE_ON_EXIT=FALSE";
        tuned += names(url, "TRACE_LEVEL_FILE")
                ? ""
                : ";TRACE_LEVEL_FILE=" + (REMOTE.matcher(url).lookingAt() ? 0 : 4);
        tuned += names(url, "RETENTION_TIME") ? "" : ";RETENTION_TIME=5000";
        return tuned;
    }

    private static boolean names(String url, String setting) {
        return url.toUpperCase(Locale.ROOT).contains(";" + setting + "=");
    }
}
