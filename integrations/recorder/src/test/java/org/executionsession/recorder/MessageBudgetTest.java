package org.executionsession.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.support.History;
import org.executionsession.recorder.support.SwitchableDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests that the messages of jobs take a limited memory, however long the store is away. */
class MessageBudgetTest {

    private static final JobId JOB = new JobId("test", "talkative");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String MESSAGE = "m".repeat(1_000);
    private static final int BUDGET = 100_000;

    private final SwitchableDatabase database = new SwitchableDatabase();
    private final JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(database);
    private final ExecutionSessions sessions = ExecutionSessions.builder(store).build();
    private final History history = new History(sessions);
    private final ExecutionRecorder recorder =
            ExecutionRecorder.builder(sessions).maxQueuedBytes(BUDGET).build();

    @AfterEach
    void close() {
        database.switchOn();
        recorder.close();
        sessions.close();
        database.close();
    }

    @Test
    void whileTheStoreIsAway_messagesAreLeftOutAndStartsAreDropped() throws Exception {
        database.switchOff();
        List<RecordedExecution> running = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            running.add(recorder.started(JOB));
        }
        for (RecordedExecution execution : running) {
            for (int i = 0; i < 100; i++) {
                execution.progress(MESSAGE);
            }
        }
        recorder.started(JOB).succeeded();
        assertThat(recorder.statistics().dropped()).isEqualTo(1);
        running.forEach(execution -> execution.failed(new IllegalStateException("no store")));
        database.switchOn();
        assertThat(recorder.flush(LONG)).isTrue();
        assertThat(history.runs()).hasSize(3).allSatisfy(run -> {
            assertThat(run.status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
            assertThat(run.messages())
                    .contains("java.lang.IllegalStateException: no store")
                    .anyMatch(message -> message.endsWith("more messages were left out"));
        });
        assertThat(history.runs().stream()
                        .flatMap(run -> run.messages().stream())
                        .filter(MESSAGE::equals))
                .hasSizeBetween(BUDGET / 1_300, BUDGET / 1_000);
    }

    @Test
    void whileTheStoreIsAway_onlyTheLastAttemptsAreKept() throws Exception {
        database.switchOff();
        RecordedExecution execution = recorder.started(JOB);
        for (int i = 0; i < 90; i++) {
            execution.progress("m".repeat(10_000));
            execution.retrying(new IllegalStateException("again"));
            execution.nextAttempt();
        }
        execution.succeeded();
        database.switchOn();
        assertThat(recorder.flush(LONG)).isTrue();
        assertThat(history.runs()).hasSizeLessThan(20);
        assertThat(history.running()).isZero();
    }

    @Test
    void afterThem_theWholeMemoryIsAvailable() throws Exception {
        for (int round = 0; round < 20; round++) {
            RecordedExecution execution = recorder.started(JOB);
            database.switchOff();
            execution.progress("m".repeat(20_000));
            execution.retrying(new IllegalStateException("again"));
            execution.nextAttempt();
            execution.progress("m".repeat(20_000));
            database.switchOn();
            assertThat(recorder.flush(LONG)).isTrue();
            execution.progress("m".repeat(20_000));
            if (round % 2 == 0) {
                execution.failed("end");
            } else {
                try (Connection connection = database.getConnection()) {
                    connection.setAutoCommit(false);
                    execution.succeeded(sessions.withStore(store.within(connection)));
                    connection.commit();
                }
            }
            assertThat(recorder.flush(LONG)).isTrue();
        }
        assertThat(recorder.statistics().dropped()).isZero();
        assertThat(history.runs())
                .hasSize(40)
                .flatExtracting(History.Run::messages)
                .noneMatch(message -> message.toString().contains("left out"));
    }
}
