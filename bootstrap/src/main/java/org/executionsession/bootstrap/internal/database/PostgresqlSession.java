package org.executionsession.bootstrap.internal.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import org.executionsession.bootstrap.internal.startup.StartupException;

/** Adapts the connection settings to a connection pooler between the server and PostgreSQL. */
final class PostgresqlSession {

    /** The lock timeout is a session setting, which the driver sends when it connects. */
    private static final String OPTIONS = "options";

    private static final String LOCK_TIMEOUT = "-c lock_timeout=2s";

    private PostgresqlSession() {}

    /** Opens a connection with the current settings. */
    interface Opening {
        Connection open() throws SQLException;
    }

    /**
     * Opens the first connection. A connection pooler may reject or ignore session settings, because another client may get
     * the session next; then the settings are changed to those that need no session.
     */
    static Connection open(Properties settings, Opening opening) throws SQLException {
        settings.setProperty(OPTIONS, LOCK_TIMEOUT);
        Connection connection;
        try {
            connection = opening.open();
        } catch (SQLException failure) {
            if (!rejects(failure)) {
                throw failure;
            }
            needNoSession(settings);
            return opening.open();
        }
        try {
            if (setting(connection, "lock_timeout").equals("0")) {
                needNoSession(settings);
                connection.close();
                return opening.open();
            }
            return connection;
        } catch (SQLException | RuntimeException failure) {
            connection.close();
            throw failure;
        }
    }

    private static boolean rejects(SQLException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("unsupported startup parameter") && message.contains(OPTIONS);
    }

    /**
     * Changes the settings so that nothing depends on the session: no session options, and no server-side prepared
     * statements, because a pooler may change the session between two transactions.
     */
    private static void needNoSession(Properties settings) {
        settings.remove(OPTIONS);
        settings.setProperty("prepareThreshold", "0");
    }

    /** Creates the first schema of the search path, as {@code currentSchema} in the URL names it, if there is none. */
    static void createSchema(Connection connection) throws SQLException {
        String path = setting(connection, "search_path");
        String first = path.startsWith("\"")
                ? path.replaceFirst("(?s)^(\"(?:[^\"]|\"\")*\").*", "$1")
                : path.split(",", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (first.equals("\"$user\"") || first.isEmpty()) {
            throw new StartupException("--create-schema needs the name of the schema: currentSchema in the URL", null);
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("create schema if not exists "
                    + (first.startsWith("\"") ? first : statement.enquoteIdentifier(first, true)));
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet setting = statement.executeQuery("show " + name)) {
            setting.next();
            return setting.getString(1);
        }
    }
}
