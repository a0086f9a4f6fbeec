package org.executionsession.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.JobId;
import org.executionsession.recorder.support.History;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests a history that is opened in one line. */
class ExecutionHistoryTest {

    @TempDir
    Path folder;

    @Test
    void jobs_areRecorded_andRunningOnesEndWithTheHistory() throws Exception {
        JdbcConnectionPool pool =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        try (ExecutionHistory history = ExecutionHistory.open(pool)) {
            history.recorder().run(new JobId("test", "report"), () -> 1);
            history.recorder().started(new JobId("test", "upload"));
            assertThat(history.sessions()).isNotNull();
        }
        assertThat(statuses(pool))
                .containsExactlyInAnyOrder(TaskExecutionStatus.FINISHED_SUCCESS, TaskExecutionStatus.FINISHED_FAIL);
        pool.dispose();
    }

    @Test
    void whenTheJvmEnds_theEndOfARunningJobIsStored() throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("history") + ";DB_CLOSE_ON_EXIT=FALSE";
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ExitingProcess.class.getName(),
                        url)
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, "sa", "");
        assertThat(statuses(pool)).containsExactly(TaskExecutionStatus.FINISHED_SUCCESS);
        pool.dispose();
    }

    private static List<TaskExecutionStatus> statuses(JdbcConnectionPool pool) {
        try (ExecutionSessions sessions =
                ExecutionSessions.builder(JdbiExecutionSessionStore.open(pool)).build()) {
            assertThat(new History(sessions).running()).isZero();
            return new History(sessions)
                    .runs().stream().map(History.Run::status).toList();
        }
    }
}
