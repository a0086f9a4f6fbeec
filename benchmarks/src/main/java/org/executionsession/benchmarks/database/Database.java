package org.executionsession.benchmarks.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** A database that the server can keep its sessions in, at the durability that the server promises. */
public interface Database extends AutoCloseable {

    /**
     * Its name, as tables show it.
     *
     * @return the name, not null
     */
    String name();

    /**
     * Makes a new, empty database.
     *
     * @return where it is, not null
     * @throws SQLException when it cannot be made
     */
    Location create() throws SQLException;

    /**
     * Removes a database that nobody has open.
     *
     * @param location where it is; not null
     * @throws SQLException when it cannot be removed
     */
    void remove(Location location) throws SQLException;

    /**
     * The ways to write with plain JDBC in which the ceiling is looked for, each as durable as the server's; the first one
     * is the plainest.
     *
     * @return the ways, at least one
     */
    List<Writing> writings();

    /**
     * The fastest way to fill a database; nobody cares what a crash would leave.
     *
     * @return the way, not null
     */
    Writing fill();

    /**
     * The database as the server of somebody else opens it who also wants commits to outlive the process.
     *
     * @param location where it is; not null
     * @return the location to give to that server
     */
    Location ofPeer(Location location);

    /**
     * How durable that server's commits are, in words.
     *
     * @return the words, not null
     */
    String durabilityOfPeer();

    /**
     * How much of what plain JDBC can do the server is to reach over HTTP.
     *
     * @return a share of 1
     */
    double targetShareOfCeiling();

    /**
     * Whether it has processes of its own, apart from the server's.
     *
     * @return false when the database runs inside the server
     */
    default boolean hasProcesses() {
        return false;
    }

    /**
     * The processor time that its own processes have taken so far.
     *
     * @return the time; zero when the database runs inside the server, or where the system does not report it
     */
    default Duration cpu() {
        return Duration.ZERO;
    }

    /**
     * Kills all of its processes, if it has any, with the signal that a process never sees, and starts it again on what is
     * on its disk.
     */
    default void killAndStart() {}

    @Override
    void close();

    /**
     * A way to write with plain JDBC.
     *
     * @param name as tables show it; not null
     * @param durable whether what was committed outlives a power cut
     * @param urlSuffix what is appended to the URL; not null
     * @param configure what is executed on each new connection; not null, maybe empty
     * @param afterCommit what is executed after each commit; not null, maybe empty
     * @param connections how many connections may write at once, each count a try of its own; not empty
     */
    record Writing(
            String name,
            boolean durable,
            String urlSuffix,
            String configure,
            String afterCommit,
            List<Integer> connections) {

        /** Copies the counts. */
        public Writing {
            connections = List.copyOf(connections);
        }

        /**
         * Opens a connection for writing.
         *
         * @param location where the database is; not null
         * @return the connection, not in autocommit
         * @throws SQLException when the database does not open
         */
        public Connection connect(Location location) throws SQLException {
            Connection connection = new Location(location.url() + urlSuffix, location.user()).connect();
            try {
                execute(connection, configure);
                connection.setAutoCommit(false);
                return connection;
            } catch (SQLException failure) {
                connection.close();
                throw failure;
            }
        }

        /**
         * Commits; when this returns, the commit is as durable as this way of writing promises.
         *
         * @param connection one that {@link #connect} opened; not null
         * @throws SQLException when the database fails
         */
        public void commit(Connection connection) throws SQLException {
            connection.commit();
            execute(connection, afterCommit);
        }

        private static void execute(Connection connection, String sql) throws SQLException {
            if (!sql.isEmpty()) {
                try (var statement = connection.createStatement()) {
                    statement.execute(sql);
                }
            }
        }
    }
}
