package org.executionsession.springbatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.springbatch.support.History.messages;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.springbatch.support.History;
import org.executionsession.springbatch.support.NodeProcess;
import org.executionsession.springbatch.support.TestBatch;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.batch.core.*;
import org.springframework.batch.core.job.*;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.step.*;
import org.springframework.batch.core.step.builder.StepBuilder;

/** Tests what becomes of a job whose process is killed. */
class KilledNodeTest {

    private static final Map<String, String> MONDAY = Map.of("day", "Monday");

    @TempDir
    Path folder;

    @Test
    void aKilledJob_isEndedByTheNextNode_andItsRestartIsTheNextAttempt() throws Exception {
        String url = "jdbc:h2:file:" + folder.resolve("batch");
        kill(NodeProcess.start(url));

        JdbcConnectionPool database = JdbcConnectionPool.create(url, "sa", "");
        try (History history = new History(database)) {
            assertThat(history.runningSessions()).isEqualTo(1);
            TestBatch batch = TestBatch.in(database);
            RecordingJobListener recording =
                    new RecordingJobListener(history.recorderWithHeartbeat("next"), batch.repository());
            history.awaitNoRunningSession();
            assertThat(history.onlyResult().status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
            assertThat(messages(history.onlyResult()))
                    .contains("The node killed has stopped without recording the end of the job");

            markAsFailed(batch, batch.last("import", MONDAY));
            Job job = new JobBuilder("import", batch.repository())
                    .start(new StepBuilder("load", batch.repository())
                            .tasklet((contribution, context) -> null, batch.transactions())
                            .build())
                    .listener(recording)
                    .build();
            assertThat(batch.run(job, MONDAY).getStatus()).isEqualTo(BatchStatus.COMPLETED);
            List<ExecutionResultEntity> results = history.results();
            assertThat(results)
                    .extracting(result -> result.result().status())
                    .containsExactly(TaskExecutionStatus.FINISHED_FAIL, TaskExecutionStatus.FINISHED_SUCCESS);
            assertThat(results.get(1).origin().executionId())
                    .isEqualTo(results.get(0).origin().executionId());
        } finally {
            database.dispose();
        }
    }

    private static void kill(Process node) throws Exception {
        try (BufferedReader output = node.inputReader()) {
            assertThat(output.readLine()).isEqualTo(NodeProcess.RUNNING);
        } finally {
            node.destroyForcibly().waitFor();
        }
    }

    /** What an operator of Spring Batch does after a crash. */
    private static void markAsFailed(TestBatch batch, JobExecution job) {
        for (StepExecution step : job.getStepExecutions()) {
            step.setStatus(BatchStatus.FAILED);
            step.setEndTime(LocalDateTime.now());
            batch.repository().update(step);
        }
        job.setStatus(BatchStatus.FAILED);
        job.setEndTime(LocalDateTime.now());
        batch.repository().update(job);
    }
}
