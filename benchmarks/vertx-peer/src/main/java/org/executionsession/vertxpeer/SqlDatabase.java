package org.executionsession.vertxpeer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;

/** What both stores share: the differences of the databases, and the document of a session. */
final class SqlDatabase {

    private static final String UNIQUE_VIOLATION = "23505";

    private final DataSource pool;
    private final boolean postgres;

    private SqlDatabase(DataSource pool, boolean postgres) {
        this.pool = pool;
        this.postgres = postgres;
    }

    /** Opens the database and creates the tables of a file that it does not have. */
    static SqlDatabase open(DataSource pool, String schemaFile) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            boolean postgres = connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
            statement.execute(read(schemaFile)
                    .replace("${bytes}", postgres ? "bytea" : "varbinary")
                    .replace("${text}", postgres ? "varchar collate \"C\"" : "varchar")
                    .replace("${text_key}", postgres ? "left(" : "")
                    .replace("${end_of_text_key}", postgres ? ", 500)" : ""));
            return new SqlDatabase(pool, postgres);
        }
    }

    private static String read(String file) {
        try (InputStream stream = SqlDatabase.class.getResourceAsStream(file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    /** Whether several statements can be sent together; PostgreSQL then runs them in one transaction. */
    boolean sendsStatementsTogether() {
        return postgres;
    }

    static boolean isDuplicateId(SQLException failure) {
        return UNIQUE_VIOLATION.equals(failure.getSQLState());
    }

    byte[] findDocument(UUID id) throws SQLException {
        try (Connection connection = connection();
                PreparedStatement select =
                        connection.prepareStatement("select document from execution_session where id = ?")) {
            select.setObject(1, id);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? rows.getBytes(1) : null;
            }
        }
    }
}
