package org.executionsession.jdbi.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.support.TestDatabase;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the last attempts of a task are found by an index, and their first messages by the primary key. */
class TaskAttemptsPlanTest {

    private static String query(boolean before) {
        return TaskAttemptRows.select(2, 30, before)
                .replaceAll(":task[0-9]", "cast('046b6c7f-0b8a-43b9-b35d-6489e6daee91' as uuid)")
                .replace(":before", "timestamp with time zone '2026-01-01 00:00:00+00'");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void h2_readsTheIndexInOrder(boolean before) throws SQLException {
        assertThat(plan(TestDatabase.H2, "explain " + query(before)))
                .containsIgnoringCase("EXECUTION_RESULT_Q_TASK_ID: Q_TASK_ID = ")
                .contains("/* index sorted */")
                .containsIgnoringCase("EXECUTION_ID = R.EXECUTION_ID AND RESULT_ID = R.ID")
                .doesNotContainIgnoringCase("tableScan");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void postgresql_readsTheIndexInOrder(boolean before) throws SQLException {
        // The planner would scan an empty table.
        String plan = plan(
                TestDatabase.POSTGRESQL,
                "set enable_seqscan = off; set enable_bitmapscan = off; explain " + query(before));
        assertThat(plan)
                .contains("Index Scan Backward using execution_result_q_task_id on execution_result r")
                .contains("Index Scan using execution_result_detail_pkey on execution_result_detail d")
                .doesNotContain("Sort Key: r.")
                .doesNotContain("Seq Scan");
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
