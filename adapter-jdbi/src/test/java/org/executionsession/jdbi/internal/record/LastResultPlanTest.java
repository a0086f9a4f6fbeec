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

/** Tests that the last result of a task is found by an index, without a sort of all results of the task. */
class LastResultPlanTest {

    private static final String QUERY =
            "select t.id, (select r.document" + TaskRecordStore.OF_LAST_RESULT + " from execution_task t";

    @Test
    void h2_readsTheIndexInOrder() throws SQLException {
        assertThat(plan(TestDatabase.H2, "explain " + QUERY))
                .containsIgnoringCase("EXECUTION_RESULT_Q_TASK_ID: Q_TASK_ID = T.ID AND CREATED_DATE = (SELECT")
                .contains("/* index sorted */");
    }

    @Test
    void postgresql_readsTheIndexInOrder() throws SQLException {
        // The planner would scan an empty table.
        String plan = plan(
                TestDatabase.POSTGRESQL, "set enable_seqscan = off; set enable_bitmapscan = off; explain " + QUERY);
        assertThat(plan)
                .contains("Index Scan using execution_result_q_task_id on execution_result r")
                .contains("Scan Backward using execution_result_q_task_id on execution_result l")
                .doesNotContain("Sort Key: l.");
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
