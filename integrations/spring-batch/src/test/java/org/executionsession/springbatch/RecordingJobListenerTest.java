package org.executionsession.springbatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.springbatch.support.History.messages;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.JobId;
import org.executionsession.recorder.RecordedExecution;
import org.executionsession.recorder.support.SwitchableDatabase;
import org.executionsession.springbatch.support.BatchTables;
import org.executionsession.springbatch.support.History;
import org.executionsession.springbatch.support.TestBatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.batch.core.*;
import org.springframework.batch.core.job.*;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.listener.*;
import org.springframework.batch.core.step.*;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** Tests what is recorded of jobs that Spring Batch runs, with a job repository in a database. */
class RecordingJobListenerTest {

    private static final Map<String, String> MONDAY = Map.of("day", "Monday");
    private static final JobId IMPORT = new JobId("spring-batch", "import");

    private final SwitchableDatabase jobs = new SwitchableDatabase();
    private final SwitchableDatabase database = new SwitchableDatabase();
    private final History history = new History(database);
    private final ExecutionRecorder recorder = history.recorder("one");
    private TestBatch batch;
    private RecordingJobListener recording;

    @BeforeEach
    void open() throws Exception {
        BatchTables.create(jobs);
        batch = TestBatch.in(jobs);
        recording = new RecordingJobListener(recorder, batch.repository());
    }

    @AfterEach
    void close() {
        database.switchOn();
        history.close();
        database.close();
        jobs.close();
    }

    private Step step(String name, Tasklet tasklet) {
        return new StepBuilder(name, batch.repository())
                .tasklet(tasklet, batch.transactions())
                .build();
    }

    private Job job(Step... steps) {
        return job(recording, steps);
    }

    private Job job(JobExecutionListener listener, Step... steps) {
        return sequence(steps).listener(listener).build();
    }

    private org.springframework.batch.core.job.builder.SimpleJobBuilder sequence(Step... steps) {
        org.springframework.batch.core.job.builder.SimpleJobBuilder builder =
                new JobBuilder("import", batch.repository()).start(steps[0]);
        Stream.of(steps).skip(1).forEach(builder::next);
        return builder;
    }

    private static Tasklet work(Runnable work) {
        return (contribution, context) -> {
            work.run();
            return null;
        };
    }

    private static void fail() {
        throw new IllegalStateException("no disk");
    }

    @Nested
    class AJob {

        @Test
        void thatSucceeds_isRecordedWithItsSteps() throws Exception {
            JobExecution execution =
                    batch.run(job(step("load", work(() -> {})), step("clean", work(() -> {}))), MONDAY);
            assertThat(execution.getStatus()).isEqualTo(BatchStatus.COMPLETED);
            ExecutionResult result = history.onlyResult();
            assertThat(result.status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
            assertThat(result.executingNodeName()).isEqualTo("one");
            assertThat(result.stopTime()).isAfterOrEqualTo(result.startTime());
            assertThat(messages(result))
                    .hasSize(3)
                    .anyMatch(message -> message.startsWith("Job instance 1, job execution 1, launched at "))
                    .anyMatch(message -> message.startsWith("Step load COMPLETED in "))
                    .anyMatch(message -> message.startsWith("Step clean COMPLETED in "));
            assertThat(history.runningSessions()).isZero();
            assertThat(history.sessions().manageTasks().find(IMPORT.taskId(), Caller.SERVICE))
                    .hasValueSatisfying(
                            task -> assertThat(task.content().name()).isEqualTo("import"));
        }

        @Test
        void whoseStepsHaveTheListener_isRecordedWhileItRuns() throws Exception {
            List<String> meanwhile = new ArrayList<>();
            Step load = new StepBuilder("load", batch.repository())
                    .tasklet(
                            (contribution, context) -> {
                                JobExecution running =
                                        contribution.getStepExecution().getJobExecution();
                                RecordedExecution execution =
                                        recording.find(running).orElseThrow();
                                execution.progress("half of it");
                                meanwhile.addAll(
                                        messages(history.session(execution.id()).executionResult()));
                                return null;
                            },
                            batch.transactions())
                    .listener(recording)
                    .build();
            batch.run(job(load), MONDAY);
            assertThat(meanwhile).contains("Step load started", "half of it");
            assertThat(messages(history.onlyResult()))
                    .filteredOn(message -> message.startsWith("Step load"))
                    .hasSize(2);
        }

        @Test
        void thatSkipsItems_isRecordedWithTheirNumber() throws Exception {
            Iterator<String> items = List.of("a", "b", "c", "d", "e").iterator();
            Step load = batch.chunkStep("load", () -> items.hasNext() ? items.next() : null, chunk -> {
                if (chunk.getItems().contains("c")) {
                    throw new IllegalStateException("not c");
                }
            });
            assertThat(batch.run(job(load), MONDAY).getStatus()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(history.onlyResult().details())
                    .filteredOn(detail -> detail.message().startsWith("Step load"))
                    .singleElement()
                    .satisfies(detail -> {
                        assertThat(detail.detailsType()).isEqualTo(DetailsType.WARNING);
                        assertThat(detail.message())
                                .contains(
                                        ": read 5, filtered 0, written 4, skipped 1 (read 0, process 0, write 1), commits ");
                    });
        }

        @Test
        void thatHasATraceContext_isRecordedWithIt() throws Exception {
            String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
            batch.run(job(step("load", work(() -> {}))), Map.of("traceparent", traceparent));
            assertThat(messages(history.onlyResult())).contains("traceparent " + traceparent);
        }

        @Test
        void thatIsStopped_isAborted() throws Exception {
            Job job = job(step("load", (contribution, context) -> {
                contribution.getStepExecution().setTerminateOnly();
                return null;
            }));
            assertThat(batch.run(job, MONDAY).getStatus()).isEqualTo(BatchStatus.STOPPED);
            ExecutionResult result = history.onlyResult();
            assertThat(result.status()).isEqualTo(TaskExecutionStatus.ABORTED);
            assertThat(messages(result)).anyMatch(message -> message.startsWith("Job STOPPED, exit STOPPED"));
            assertThat(history.runningSessions()).isZero();
        }

        @Test
        void thatHasAnExitStatusOfItsOwn_isRecordedWithIt() throws Exception {
            Job job = job(step("load", (contribution, context) -> {
                contribution.setExitStatus(new ExitStatus("LATE", "the file came at noon"));
                return null;
            }));
            batch.run(job, MONDAY);
            assertThat(history.onlyResult().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
            assertThat(messages(history.onlyResult())).contains("Exit LATE: the file came at noon");
        }

        @Test
        void whoseFlowFails_isRecordedWithItsExitStatus() throws Exception {
            Job job = new JobBuilder("import", batch.repository())
                    .start(step("load", work(() -> {})))
                    .on("*")
                    .fail()
                    .end()
                    .listener(recording)
                    .build();
            batch.run(job, MONDAY);
            assertThat(history.onlyResult().status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
            assertThat(messages(history.onlyResult())).contains("Job FAILED, exit FAILED");
        }

        @Test
        void thatFails_isRecordedWithAllItsExceptions() throws Exception {
            Job job = new JobBuilder("import", batch.repository())
                    .start(new org.springframework.batch.core.job.builder.FlowBuilder<
                                    org.springframework.batch.core.job.flow.Flow>("both")
                            .split(new SimpleAsyncTaskExecutor())
                            .add(
                                    flow("left", () -> {
                                        throw new IllegalArgumentException("left");
                                    }),
                                    flow("right", () -> {
                                        throw new UnsupportedOperationException("right");
                                    }))
                            .build())
                    .end()
                    .listener(recording)
                    .build();
            batch.run(job, MONDAY);
            assertThat(String.join("\n", messages(history.onlyResult())))
                    .contains(
                            "java.lang.IllegalArgumentException: left",
                            "java.lang.UnsupportedOperationException: right",
                            "Another failure: ",
                            "\tat ");
        }

        private org.springframework.batch.core.job.flow.Flow flow(String name, Runnable work) {
            return new org.springframework.batch.core.job.builder.FlowBuilder<
                            org.springframework.batch.core.job.flow.Flow>(name)
                    .start(step(name, work(work)))
                    .build();
        }
    }

    @Nested
    class ARestart {

        @Test
        void isTheNextAttemptOfTheSameSession() throws Exception {
            AtomicInteger runs = new AtomicInteger();
            List<Integer> attempts = new ArrayList<>();
            Job job = job(step("load", (contribution, context) -> {
                JobExecution running = contribution.getStepExecution().getJobExecution();
                UUID session = recording.find(running).orElseThrow().id();
                attempts.add(history.session(session).retries());
                if (runs.incrementAndGet() < 3) {
                    fail();
                }
                return null;
            }));
            batch.run(job, MONDAY);
            batch.run(job, MONDAY);
            batch.run(job, MONDAY);
            batch.run(job, Map.of("day", "Tuesday"));
            assertThat(attempts).containsExactly(0, 1, 2, 0);
            List<ExecutionResultEntity> results = history.results();
            assertThat(results)
                    .extracting(result -> result.result().status())
                    .containsExactly(
                            TaskExecutionStatus.FINISHED_FAIL,
                            TaskExecutionStatus.FINISHED_FAIL,
                            TaskExecutionStatus.FINISHED_SUCCESS,
                            TaskExecutionStatus.FINISHED_SUCCESS);
            List<UUID> sessions = results.stream()
                    .map(result -> result.origin().executionId())
                    .toList();
            assertThat(sessions.subList(0, 3)).containsOnly(sessions.get(0));
            assertThat(sessions.get(3)).isNotEqualTo(sessions.get(0));
            assertThat(messages(results.get(0).result()))
                    .contains("java.lang.IllegalStateException: no disk")
                    .anyMatch(message -> message.startsWith("Step load FAILED")
                            && message.endsWith(", exit FAILED: java.lang.IllegalStateException: no disk"))
                    .anyMatch(message -> message.contains("\tat org.executionsession.springbatch"));
        }

        @Test
        void onAnotherNode_isAnAttemptOfTheSameSession() throws Exception {
            AtomicBoolean fails = new AtomicBoolean(true);
            Tasklet load = work(() -> {
                if (fails.getAndSet(false)) {
                    fail();
                }
            });
            batch.run(job(step("load", load)), MONDAY);
            TestBatch other = TestBatch.in(jobs);
            RecordingJobListener recordingThere = new RecordingJobListener(history.recorder("two"), other.repository());
            Job there = new JobBuilder("import", other.repository())
                    .start(new StepBuilder("load", other.repository())
                            .tasklet(load, other.transactions())
                            .build())
                    .listener(recordingThere)
                    .build();
            other.run(there, MONDAY);
            List<ExecutionResultEntity> results = history.results();
            assertThat(results)
                    .extracting(result -> result.result().executingNodeName())
                    .containsExactly("one", "two");
            assertThat(results)
                    .extracting(result -> result.origin().executionId())
                    .containsOnly(results.get(0).origin().executionId());
            assertThat(history.runningSessions()).isZero();
        }

        @Test
        void withoutResources_isASessionOfItsOwn() throws Exception {
            batch = TestBatch.withoutResources();
            recording = new RecordingJobListener(recorder, batch.repository());
            for (int run = 0; run < 2; run++) {
                batch.run(job(step("load", work(() -> {}))), Map.of("run", "" + run));
            }
            assertThat(history.results())
                    .extracting(result -> result.origin().executionId())
                    .doesNotHaveDuplicates()
                    .hasSize(2);
        }
    }

    @Nested
    class AnotherListener {

        @Test
        void thatFailsBeforeTheJob_leavesARecord() throws Exception {
            Job job = sequence(step("load", work(() -> {})))
                    .listener(new JobExecutionListener() {
                        @Override
                        public void beforeJob(JobExecution execution) {
                            fail();
                        }
                    })
                    .listener(recording)
                    .build();
            assertThat(batch.run(job, MONDAY).getStatus()).isEqualTo(BatchStatus.FAILED);
            ExecutionResult result = history.onlyResult();
            assertThat(result.status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
            assertThat(messages(result)).contains("java.lang.IllegalStateException: no disk");
            assertThat(history.runningSessions()).isZero();
        }

        @Test
        void thatFailsAfterTheJob_leavesARecord() throws Exception {
            Job job = sequence(step("load", work(() -> {})))
                    .listener(new JobExecutionListener() {
                        @Override
                        public void afterJob(JobExecution execution) {
                            fail();
                        }
                    })
                    .listener(recording)
                    .build();
            batch.run(job, MONDAY);
            assertThat(history.onlyResult().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
        }
    }

    @Nested
    class WhileTheStoreIsAway {

        @Test
        void jobsRun_andAreRecordedAfterwards() throws Exception {
            Job succeeding = job(step("load", work(() -> {})));
            database.switchOff();
            for (int run = 0; run < 20; run++) {
                assertThat(batch.run(succeeding, Map.of("run", "" + run)).getStatus())
                        .isEqualTo(BatchStatus.COMPLETED);
            }
            Job failing = job(step("load", work(RecordingJobListenerTest::fail)));
            batch.run(failing, MONDAY);
            database.switchOn();
            assertThat(history.results())
                    .hasSize(21)
                    .filteredOn(result -> result.result().status().equals(TaskExecutionStatus.FINISHED_FAIL))
                    .hasSize(1);
            assertThat(history.runningSessions()).isZero();
        }

        @Test
        void aJobThatMustBeRecorded_failsBeforeItsFirstStepAndCanBeRestarted() throws Exception {
            AtomicInteger runs = new AtomicInteger();
            RecordingJobListener required = new RecordingJobListener(history.requiredRecorder(), batch.repository());
            Job job = job(required, step("load", work(runs::incrementAndGet)));
            database.switchOff();
            JobExecution vetoed = batch.run(job, MONDAY);
            assertThat(vetoed.getStatus()).isEqualTo(BatchStatus.FAILED);
            assertThat(vetoed.getAllFailureExceptions()).singleElement().isInstanceOf(StoreUnavailableException.class);
            assertThat(runs).hasValue(0);
            database.switchOn();
            assertThat(batch.run(job, MONDAY).getStatus()).isEqualTo(BatchStatus.COMPLETED);
            assertThat(runs).hasValue(1);
            assertThat(history.onlyResult().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
        }
    }
}
