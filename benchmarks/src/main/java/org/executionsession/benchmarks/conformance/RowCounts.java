package org.executionsession.benchmarks.conformance;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * How many rows there are of what a server stores, counted without the server.
 *
 * @param sessions sessions
 * @param results results of sessions
 * @param details details of results
 */
record RowCounts(long sessions, long results, long details) {

    /** Of a server that stores all three in one row, there are as many as the sessions imply. */
    static RowCounts read(Connection connection, boolean onlySessions) throws SQLException {
        long sessions = count(connection, "execution_session");
        return onlySessions
                ? new RowCounts(sessions, -1, -1)
                : new RowCounts(
                        sessions, count(connection, "execution_result"), count(connection, "execution_result_detail"));
    }

    private static long count(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from " + table)) {
            count.next();
            return count.getLong(1);
        }
    }

    /**
     * What is wrong with the rows.
     *
     * @param examples how many examples were accepted, each with one result and two details
     * @param acknowledged how many small sessions were acknowledged, each with one result and one detail
     * @param sent how many small sessions were sent
     * @return empty when nothing is wrong
     */
    List<String> findings(long examples, long acknowledged, long sent) {
        List<String> findings = new ArrayList<>();
        if (sessions < examples + acknowledged || sessions > examples + sent) {
            findings.add(
                    sessions + " rows of sessions; expected " + (examples + acknowledged) + " to " + (examples + sent));
        }
        if (results >= 0 && results != sessions) {
            findings.add(results + " rows of results; expected " + sessions);
        }
        if (details >= 0 && details != sessions + examples) {
            findings.add(details + " rows of details; expected " + (sessions + examples));
        }
        return findings;
    }
}
