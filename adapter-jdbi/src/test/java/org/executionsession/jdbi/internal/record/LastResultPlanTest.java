package org.executionsession.jdbi.internal.record;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.internal.sql.H2Dialect;
import org.executionsession.jdbi.support.TestDatabase;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** Tests that the last result of a task is found by an index, without a sort of all results of the task. */
class LastResultPlanTest {

    private static final String QUERY =
            "select t.id, (select r.document" + TaskRecordStore.OF_LAST_RESULT + " from execution_task t";

    @Test
    void h2_readsTheIndexInOrder() {
        assertThat(plan(TestDatabase.H2, "explain " + QUERY))
                .containsIgnoringCase("EXECUTION_RESULT_Q_TASK_ID: Q_TASK_ID = T.ID AND CREATED_DATE = (SELECT")
                .contains("/* index sorted */");
    }

    /** Otherwise, H2 would keep the rows of the list, with the results, in memory to sort them. */
    @Test
    void h2_doesNotTakeTheOrderOfASubqueryForThatOfTheList() {
        Jdbi jdbi = openedDatabase(TestDatabase.H2);
        H2Dialect dialect = new H2Dialect();
        jdbi.useHandle(handle -> {
            assertThat(dialect.readsInOrder(handle, QUERY + " order by t.q_name, t.id", parameters -> {}))
                    .isFalse();
            assertThat(dialect.readsInOrder(handle, QUERY + " order by t.id", parameters -> {}))
                    .isTrue();
        });
    }

    @Test
    void postgresql_readsTheIndexInOrder() {
        // The planner would scan an empty table.
        String plan = plan(
                TestDatabase.POSTGRESQL, "set enable_seqscan = off", "set enable_bitmapscan = off", "explain " + QUERY);
        assertThat(plan)
                .contains("Index Scan using execution_result_q_task_id on execution_result r")
                .contains("Scan Backward using execution_result_q_task_id on execution_result l")
                .doesNotContain("Sort Key: l.");
    }

    /** The planner took all results for those of one task, and read the whole index of ids in order, for each task. */
    @Test
    void postgresqlWithStatisticsOfBeforeTheTasks_readsTheIndexOfTasks() {
        String results = "insert into execution_result"
                + " (execution_id, id, created_date, modified_date, modified_by, document, q_task_id)"
                + " select gen_random_uuid(), gen_random_uuid(), now() + n / 300 * interval '1 s', now(), '', '', '"
                + new UUID(0, 0) + "' from generate_series(1, 100000) n";
        assertThat(plan(TestDatabase.POSTGRESQL, results, "analyze execution_result", "explain " + QUERY))
                .contains("Index Scan using execution_result_q_task_id on execution_result r")
                .doesNotContain("execution_result_id");
    }

    private static Jdbi openedDatabase(TestDatabase database) {
        String url = database.newUrl();
        JdbiExecutionSessionStore.open(TestDatabase.dataSource(url));
        return Jdbi.create(url);
    }

    private static String plan(TestDatabase database, String... statements) {
        return openedDatabase(database).withHandle(handle -> {
            List<String> settings = List.of(statements).subList(0, statements.length - 1);
            settings.forEach(handle::execute);
            return handle.createQuery(statements[statements.length - 1]).mapTo(String.class).list().stream()
                    .map(line -> line.replaceAll("\\s+", " "))
                    .collect(joining("\n"));
        });
    }
}
