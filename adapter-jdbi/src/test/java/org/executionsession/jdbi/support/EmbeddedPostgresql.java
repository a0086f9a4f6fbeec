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
 * A real PostgreSQL server for the tests. Its binaries are a test dependency. It listens on a free loopback port, starts at the
 * first use and stops with the JVM.
 */
public final class EmbeddedPostgresql {

    private static final EmbeddedPostgres SERVER = start();

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private EmbeddedPostgresql() {}

    /** Returns a connection pool on a new, empty database. Its time zone differs from that of every test machine. */
    public static HikariDataSource newDatabase() {
        return pool(newDatabaseUrl(""));
    }

    /** Creates an empty database with options, such as an encoding, and returns its URL. */
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
            // Without fsync, thousands of small transactions do not wait for the disk. Tests of durability kill their
            // own server.
            return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
