package org.executionsession.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.query.Filter;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.ExecutionRecorder;
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

    @Test
    void oldResults_arePurged() {
        JdbcConnectionPool pool =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        record(pool, "old", Duration.ofHours(25));
        record(pool, "recent", Duration.ofHours(23));
        try (ExecutionHistory history = ExecutionHistory.builder(pool)
                .resultRetention(Duration.ofDays(1))
                .open()) {
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (history.sessions().executionResults().count(Filter.all(), Caller.SERVICE) > 1) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
            assertThat(new History(history.sessions()).runs())
                    .extracting(History.Run::job)
                    .containsExactly("recent");
        }
        pool.dispose();
    }

    private static void record(JdbcConnectionPool pool, String job, Duration ago) {
        Clock clock = Clock.offset(Clock.systemUTC(), ago.negated());
        try (ExecutionSessions sessions = ExecutionSessions.builder(JdbiExecutionSessionStore.open(pool))
                        .clock(clock)
                        .build();
                ExecutionRecorder recorder =
                        ExecutionRecorder.builder(sessions).clock(clock).build()) {
            recorder.started(new JobId("test", job)).succeeded();
        }
    }

    @Test
    void aRetentionThatIsNotPositive_isRejected() {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:mem:unused", "sa", "");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExecutionHistory.builder(pool).resultRetention(Duration.ZERO))
                .withMessage("resultRetention must be positive, but is PT0S");
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
