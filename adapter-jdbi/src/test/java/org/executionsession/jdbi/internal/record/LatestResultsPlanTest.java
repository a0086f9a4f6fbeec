package org.executionsession.jdbi.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.support.TestDatabase;
import org.junit.jupiter.api.Test;

/** Tests that the latest results with a status, such as the latest failures, are found by an index. */
class LatestResultsPlanTest {

    private static final String QUERY = "select r.execution_id, r.id from execution_result r where r.q_status = 8"
            + " and r.created_date >= timestamp with time zone '2026-01-01 00:00:00+00'"
            + " order by r.created_date desc nulls last, r.id, r.execution_id fetch first 20 rows only";

    @Test
    void h2_readsTheRangeOfTheIndex() throws SQLException {
        assertThat(plan(TestDatabase.H2, "explain " + QUERY))
                .containsIgnoringCase("EXECUTION_RESULT_Q_STATUS: Q_STATUS = 8 AND CREATED_DATE >= ");
    }

    @Test
    void postgresql_readsTheRangeOfTheIndex() throws SQLException {
        // The planner would scan an empty table.
        assertThat(plan(TestDatabase.POSTGRESQL, "set enable_seqscan = off; explain " + QUERY))
                .contains("execution_result_q_status")
                .contains("(q_status = 8) AND (created_date >= ");
    }

    private static String plan(TestDatabase database, String sql) throws SQLException {
        String url = database.newUrl();
        JdbiExecutionSessionStore.open(TestDatabase.dataSource(url));
        StringBuilder plan = new StringBuilder();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String part : sql.split("; ")) {
                if (statement.execute(part)) {
                    ResultSet rows = statement.getResultSet();
                    while (rows.next()) {
                        plan.append(rows.getString(1).replaceAll("\\s+", " ")).append('\n');
                    }
                }
            }
        }
        return plan.toString();
    }
}
