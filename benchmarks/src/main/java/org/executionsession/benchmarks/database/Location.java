package org.executionsession.benchmarks.database;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * Where a database is.
 *
 * @param url its JDBC URL; not null
 * @param user who opens it; not null
 */
public record Location(String url, String user) {

    /** Rejects null. */
    public Location {
        requireNonNull(url, "url");
        requireNonNull(user, "user");
    }

    /**
     * Opens a connection; the databases of the benchmarks have empty passwords.
     *
     * @return the connection, in autocommit
     * @throws SQLException when the database does not open
     */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, "");
    }
}
