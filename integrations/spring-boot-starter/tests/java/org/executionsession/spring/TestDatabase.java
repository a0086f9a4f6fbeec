package org.executionsession.spring;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/** Creates empty databases. */
enum TestDatabase {
    H2 {
        @Override
        String newUrl() {
            return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        }
    },

    POSTGRESQL {
        @Override
        String newUrl() throws SQLException {
            String name = "test" + UUID.randomUUID().toString().replace("-", "");
            try (Connection connection = Server.POSTGRESQL.getPostgresDatabase().getConnection()) {
                connection.createStatement().execute("create database " + name);
            }
            return Server.POSTGRESQL.getJdbcUrl("postgres", name);
        }
    };

    abstract String newUrl() throws SQLException;

    /** Starts at the first use, and stops with the JVM. */
    private static final class Server {

        private static final EmbeddedPostgres POSTGRESQL = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
