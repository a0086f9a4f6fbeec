package org.executionsession.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that the success of a job is recorded in the transaction of its work. */
class RecordingInATransactionTest {

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:transactions;DB_CLOSE_DELAY=-1", "sa", "");
    private final JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(pool);
    private final ExecutionSessions sessions = ExecutionSessions.builder(store).build();
    private final ExecutionRecorder recorder =
            ExecutionRecorder.builder(sessions).build();

    @BeforeEach
    void create() throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.createStatement().execute("create table work (number int)");
        }
    }

    @AfterEach
    void close() throws SQLException {
        recorder.close();
        sessions.close();
        try (Connection connection = pool.getConnection()) {
            connection.createStatement().execute("shutdown");
        }
        pool.dispose();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void success_isRecordedIfAndOnlyIfTheWorkIsCommitted(boolean isStartStored) throws Exception {
        for (boolean commits : new boolean[] {true, false}) {
            RecordedExecution execution = recorder.started(new JobId("test", "commits " + commits));
            if (isStartStored) {
                recorder.flush(Duration.ofMinutes(1));
            }
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(false);
                connection.createStatement().execute("insert into work values (1)");
                execution.succeeded(sessions.withStore(store.within(connection)));
                if (commits) {
                    connection.commit();
                } else {
                    connection.rollback();
                    execution.failed("rolled back");
                }
            }
        }
        assertThat(recorder.flush(Duration.ofMinutes(1))).isTrue();
        List<ExecutionResultEntity> results = new ArrayList<>();
        sessions.executionResults().forEach(Query.of(Filter.all(), List.of()), Caller.SERVICE, results::add);
        assertThat(results)
                .extracting(result -> result.result().status())
                .containsExactlyInAnyOrder(TaskExecutionStatus.FINISHED_SUCCESS, TaskExecutionStatus.FINISHED_FAIL);
        assertThat(sessions.findExecutionSessions().count(Filter.all(), Caller.SERVICE))
                .isZero();
    }
}
