package org.executionsession.jdbi.support;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A real PostgreSQL for the tests: brought along by the build, on loopback and any free port, started when it is first
 * asked for and stopped with the JVM.
 */
public final class EmbeddedPostgresql {

    private static final EmbeddedPostgres SERVER = start();

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private EmbeddedPostgresql() {}

    /** A pool on a new and empty database. Its sessions are in a time zone that no machine that runs tests is in. */
    public static HikariDataSource newDatabase() {
        return pool(newDatabaseUrl(""));
    }

    /** The URL of a new and empty database that is created with more options, such as an encoding. */
    public static String newDatabaseUrl(String options) {
        String name = "test" + DATABASES.incrementAndGet();
        try (Connection connection = SERVER.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name + ' ' + options);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return SERVER.getJdbcUrl("postgres", name);
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setConnectionInitSql("set time zone 'Pacific/Chatham'");
        return new HikariDataSource(config);
    }

    private static EmbeddedPostgres start() {
        try {
            // It does not wait for the disk, which thousands of small transactions would: that what is acknowledged
            // survives is for tests that kill it, with servers of their own.
            return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
