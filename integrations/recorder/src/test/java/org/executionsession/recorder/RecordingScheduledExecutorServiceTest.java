package org.executionsession.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.support.SwitchableDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests that the jobs of a real executor service are recorded. */
class RecordingScheduledExecutorServiceTest {

    private final SwitchableDatabase database = new SwitchableDatabase();
    private final ExecutionSessions sessions =
            ExecutionSessions.builder(JdbiExecutionSessionStore.open(database)).build();
    private ExecutionRecorder recorder = ExecutionRecorder.builder(sessions).build();
    private RecordingScheduledExecutorService jobs = service();

    private RecordingScheduledExecutorService service() {
        return new RecordingScheduledExecutorService(Executors.newScheduledThreadPool(2), recorder, "jobs");
    }

    @AfterEach
    void close() {
        jobs.shutdownNow();
        database.switchOn();
        recorder.close();
        sessions.close();
        database.close();
    }

    private void awaitJobs() throws InterruptedException {
        jobs.shutdown();
        assertThat(jobs.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(recorder.flush(Duration.ofMinutes(1))).isTrue();
    }

    private List<ExecutionResultEntity> results() {
        List<ExecutionResultEntity> all = new ArrayList<>();
        sessions.executionResults().forEach(Query.of(Filter.all(), List.of()), Caller.SERVICE, all::add);
        return all;
    }

    private List<String> names() {
        List<Task> all = new ArrayList<>();
        sessions.manageTasks().forEach(Query.of(Filter.all(), List.of()), Caller.SERVICE, all::add);
        return all.stream().map(task -> task.content().name()).toList();
    }

    @Test
    void jobs_areRecordedHoweverTheyAreSubmitted() throws Exception {
        Runnable work = NamedJob.of("run", () -> {});
        Callable<Integer> call = NamedJob.of("call", () -> 7);
        jobs.execute(work);
        jobs.submit(work).get();
        assertThat(jobs.submit(work, "done").get()).isEqualTo("done");
        assertThat(jobs.submit(call).get()).isEqualTo(7);
        assertThat(jobs.invokeAll(List.of(call, call))).hasSize(2);
        assertThat(jobs.invokeAll(List.of(call), 1, TimeUnit.MINUTES)).hasSize(1);
        assertThat(jobs.invokeAny(List.of(call))).isEqualTo(7);
        assertThat(jobs.invokeAny(List.of(call), 1, TimeUnit.MINUTES)).isEqualTo(7);
        jobs.schedule(work, 1, TimeUnit.MILLISECONDS).get();
        assertThat(jobs.schedule(call, 1, TimeUnit.MILLISECONDS).get()).isEqualTo(7);
        awaitJobs();
        assertThat(results())
                .hasSize(11)
                .allSatisfy(
                        result -> assertThat(result.result().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS));
        assertThat(names()).containsExactlyInAnyOrder("run", "call");
    }

    @Test
    void aJob_reportsItsProgress() throws Exception {
        Runnable run = NamedJob.of(
                "run", () -> ExecutionRecorder.current().orElseThrow().progress("half"));
        Callable<Integer> nested = NamedJob.of("call", () -> {
            recorder.run(new JobId("jobs", "inner"), () -> {
                ExecutionRecorder.current().orElseThrow().progress("inner");
                return 1;
            });
            ExecutionRecorder.current().orElseThrow().progress("half");
            return 1;
        });
        jobs.submit(run).get();
        jobs.submit(nested).get();
        assertThat(ExecutionRecorder.current()).isEmpty();
        awaitJobs();
        assertThat(results())
                .extracting(result -> result.result().details().stream()
                        .map(ExecutionResultDetail::message)
                        .toList())
                .containsExactlyInAnyOrder(List.of("half"), List.of("half"), List.of("inner"));
    }

    @Test
    void theTraceContextOfTheThread_isRecorded_andItsFailureIsNot() throws Exception {
        ThreadLocal<String> trace = new ThreadLocal<>();
        try (ExecutionRecorder traced = ExecutionRecorder.builder(sessions)
                .traceparent(() -> trace.get().trim())
                .build()) {
            trace.set("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
            traced.started(new JobId("jobs", "traced")).succeeded();
            traced.started(ExecutionStart.builder(new JobId("jobs", "own"))
                            .traceparent("00-own")
                            .build())
                    .succeeded();
            trace.remove();
            traced.started(new JobId("jobs", "untraced")).succeeded();
        }
        assertThat(results())
                .extracting(result -> result.result().details().stream()
                        .map(ExecutionResultDetail::message)
                        .toList())
                .containsExactlyInAnyOrder(
                        List.of("traceparent 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                        List.of("traceparent 00-own"),
                        List.of());
    }

    /** Nobody would notice the failure of a periodic job. */
    @Test
    void aBlankName_isRejectedBeforeTheJobRuns() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecordingScheduledExecutorService(jobs, recorder, " "))
                .withMessage("scheduler must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamedJob.of("", () -> {}))
                .withMessage("name must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamedJob.of("", () -> 7))
                .withMessage("name must not be blank");
        class Unnamed implements NamedJob, Runnable {

            @Override
            public String jobName() {
                return " ";
            }

            @Override
            public void run() {
                throw new AssertionError("it must not run");
            }
        }
        List<ThrowingCallable> submissions = List.of(
                () -> jobs.execute(new Unnamed()),
                () -> jobs.submit(new Unnamed()),
                () -> jobs.schedule(new Unnamed(), 0, TimeUnit.SECONDS),
                () -> jobs.scheduleAtFixedRate(new Unnamed(), 0, 1, TimeUnit.DAYS),
                () -> jobs.scheduleWithFixedDelay(new Unnamed(), 0, 1, TimeUnit.DAYS));
        assertThat(submissions)
                .allSatisfy(submission -> assertThatIllegalArgumentException()
                        .isThrownBy(submission)
                        .withMessage("name must not be blank"));
    }

    @Test
    void aJobThatFails_isRecordedAndFails() throws Exception {
        assertThatThrownBy(() -> jobs.submit(NamedJob.of("call", (Callable<Integer>) () -> {
                            throw new IllegalStateException("no disk");
                        }))
                        .get())
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("no disk");
        awaitJobs();
        assertThat(results())
                .singleElement()
                .satisfies(result -> assertThat(result.result().status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL));
    }

    @Test
    void aPeriodicJob_isRecordedEachTimeUntilItFails() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Runnable work = NamedJob.of("third time fails", () -> {
            if (runs.incrementAndGet() == 3) {
                throw new IllegalStateException("third");
            }
        });
        for (ScheduledFuture<?> periodic : List.of(jobs.scheduleAtFixedRate(work, 0, 1, TimeUnit.MILLISECONDS))) {
            assertThatThrownBy(periodic::get).hasRootCauseMessage("third");
        }
        awaitJobs();
        assertThat(results())
                .extracting(result -> result.result().status())
                .containsExactlyInAnyOrder(
                        TaskExecutionStatus.FINISHED_SUCCESS,
                        TaskExecutionStatus.FINISHED_SUCCESS,
                        TaskExecutionStatus.FINISHED_FAIL);
        assertThat(results())
                .allSatisfy(result -> assertThat(result.result().details())
                        .extracting(ExecutionResultDetail::message)
                        .anyMatch(message -> message.startsWith("Scheduled for ")));
    }

    @Test
    void aPeriodicJobThatMustBeRecorded_continuesAfterAnOutage() throws Exception {
        jobs.shutdownNow();
        recorder.close();
        recorder = ExecutionRecorder.builder(sessions).requireRecording(true).build();
        jobs = service();
        database.switchOff();
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch ran = new CountDownLatch(1);
        jobs.scheduleWithFixedDelay(
                NamedJob.of("must be recorded", () -> {
                    runs.incrementAndGet();
                    ran.countDown();
                }),
                0,
                1,
                TimeUnit.MILLISECONDS);
        assertThatThrownBy(() -> jobs.submit(NamedJob.of("another", () -> {})).get())
                .hasCauseInstanceOf(org.executionsession.domain.exception.StoreUnavailableException.class);
        assertThat(runs).hasValue(0);
        database.switchOn();
        assertThat(ran.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void aJobWithoutAName_hasThatOfItsClass() {
        assertThat(NamedJob.nameOf((Runnable) () -> {})).isEqualTo(getClass().getName());
        assertThat(NamedJob.nameOf(new Named())).isEqualTo(Named.class.getName());
    }

    private static final class Named implements Runnable {

        @Override
        public void run() {
            // Only its name counts.
        }
    }
}
