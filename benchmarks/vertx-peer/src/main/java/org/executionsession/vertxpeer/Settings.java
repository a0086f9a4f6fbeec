package org.executionsession.vertxpeer;

/**
 * The system properties of the process.
 *
 * @param port the port of the HTTP server
 * @param url the JDBC URL of the database
 * @param user the user of the database, whose password is empty
 * @param jsonColumn true for one JSON column and no other column but the id; false for all queryable columns and indexes
 * @param connections the number of database connections and of threads that use them
 */
record Settings(int port, String url, String user, boolean jsonColumn, int connections) {

    static Settings fromSystemProperties() {
        return new Settings(
                Integer.getInteger("peer.port", 8080),
                System.getProperty("peer.url", "jdbc:h2:file:./data/peer;WRITE_DELAY=0"),
                System.getProperty("peer.user", "sa"),
                Boolean.getBoolean("peer.json-column"),
                Integer.getInteger("peer.connections", 16));
    }
}
