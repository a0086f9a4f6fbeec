package org.executionsession.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.support.History;
import org.executionsession.recorder.support.ThreadTransactions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that jobs which must be recorded are recorded also in a transaction that the store joins. */
class RequiredRecordingInATransactionTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final ThreadTransactions transactions = new ThreadTransactions();
    private final ExecutionSessions sessions = ExecutionSessions.builder(
                    JdbiExecutionSessionStore.builder(transactions.dataSource())
                            .hostTransactions(transactions)
                            .open())
            .build();
    private final ExecutionRecorder recorder =
            ExecutionRecorder.builder(sessions).requireRecording(true).build();
    private final History history = new History(sessions);

    @AfterEach
    void close() {
        recorder.close();
        sessions.close();
        transactions.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theEndIsRecorded_whetherTheTransactionCommitsOrNot(boolean commits) throws Exception {
        transactions.begin();
        recorder.run(new JobId("test", "in a transaction"), () -> 1);
        assertThat(recorder.flush(LONG)).isTrue();
        transactions.end(commits);
        assertThat(history.runs())
                .extracting(History.Run::status)
                .containsExactly(TaskExecutionStatus.FINISHED_SUCCESS);
        assertThat(history.running()).isZero();
        assertThat(recorder.statistics()).isEqualTo(new RecorderStatistics(1, 0, 0, 0));
    }

    @Test
    void aRunWhoseTransactionIsRolledBack_fails() throws Exception {
        transactions.begin();
        RecordedExecution execution = recorder.started(new JobId("test", "in a transaction"));
        execution.progress("half");
        assertThat(recorder.flush(LONG)).isTrue();
        transactions.end(false);
        execution.failed("rolled back");
        assertThat(recorder.flush(LONG)).isTrue();
        assertThat(history.runs()).singleElement().satisfies(run -> {
            assertThat(run.status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
            assertThat(run.messages()).containsExactly("half", "rolled back");
        });
    }

    @Test
    void anInterruptedJob_knowsWhetherItsStartIsStored() {
        Thread.currentThread().interrupt();
        RecordedExecution execution = recorder.started(new JobId("test", "interrupted"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(history.runs()).extracting(History.Run::session).containsExactly(execution.id());
    }
}
