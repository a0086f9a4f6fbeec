package org.executionsession.dbscheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.executionsession.domain.model.TaskExecutionStatus.FINISHED_FAIL;
import static org.executionsession.domain.model.TaskExecutionStatus.FINISHED_SUCCESS;
import static org.executionsession.domain.model.TaskExecutionStatus.SKIPPED;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.dbscheduler.support.ScheduledTasks;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.RecordedExecution;
import org.executionsession.recorder.RecorderStatistics;
import org.executionsession.recorder.support.History;
import org.executionsession.recorder.support.History.Run;
import org.executionsession.recorder.support.SwitchableDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests what is recorded of the tasks of real schedulers, whose tables are in another database than the sessions. */
class DbSchedulerRecorderTest {

    private static final FailureHandler<Void> RETRY_AT_ONCE = new FailureHandler.OnFailureRetryLater<>(Duration.ZERO);

    private final SwitchableDatabase tasks = new SwitchableDatabase();
    private final SwitchableDatabase database = new SwitchableDatabase();
    private final ExecutionSessions sessions =
            ExecutionSessions.builder(JdbiExecutionSessionStore.open(database)).build();
    private final History history = new History(sessions);
    private final List<ExecutionRecorder> recorders = new ArrayList<>();
    private final List<Scheduler> schedulers = new ArrayList<>();

    /** The ends of executions, after they are reported to the recorder. */
    private final BlockingQueue<ExecutionComplete> completed = new LinkedBlockingQueue<>();

    @BeforeEach
    void createTable() throws Exception {
        ScheduledTasks.create(tasks);
    }

    @AfterEach
    void close() {
        schedulers.forEach(Scheduler::stop);
        database.switchOn();
        recorders.forEach(ExecutionRecorder::close);
        sessions.close();
        database.close();
        tasks.close();
    }

    private DbSchedulerRecorder recorder(String node, boolean required) {
        ExecutionRecorder recorder = ExecutionRecorder.builder(sessions)
                .nodeName(node)
                .requireRecording(required)
                .build();
        recorders.add(recorder);
        return new DbSchedulerRecorder(recorder);
    }

    private Scheduler start(DbSchedulerRecorder recording, SchedulerBuilder builder) {
        Scheduler scheduler = recording
                .register(builder)
                .addSchedulerListener(new AbstractSchedulerListener() {
                    @Override
                    public void onExecutionComplete(ExecutionComplete complete) {
                        completed.add(complete);
                    }
                })
                .build();
        schedulers.add(scheduler);
        scheduler.start();
        return scheduler;
    }

    private Scheduler start(Task<?>... known) {
        return start(recorder("node", false), ScheduledTasks.scheduler(tasks, "one", known));
    }

    private void awaitCompleted(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            assertThat(completed.poll(1, TimeUnit.MINUTES)).isNotNull();
        }
    }

    private List<Run> runs() throws InterruptedException {
        for (ExecutionRecorder recorder : recorders) {
            assertThat(recorder.flush(Duration.ofMinutes(1))).isTrue();
        }
        return history.runs();
    }

    private static void schedule(Scheduler scheduler, OneTimeTask<Void> task, String id) {
        assertThat(scheduler.scheduleIfNotExists(task.instance(id), Instant.now()))
                .isTrue();
    }

    @Test
    void aRecurringTask_isRecordedEachTime() throws Exception {
        RecurringTask<Void> task =
                Tasks.recurring("my-hourly-task", FixedDelay.ofMillis(1)).execute((instance, context) -> {});
        start(recorder("node", false), ScheduledTasks.scheduler(tasks, "one").startTasks(task));
        awaitCompleted(3);
        schedulers.get(0).stop();
        List<Run> runs = runs();
        assertThat(runs).hasSizeGreaterThanOrEqualTo(3).allSatisfy(run -> {
            assertThat(run.job()).isEqualTo("my-hourly-task");
            assertThat(run.node()).isEqualTo("node");
            assertThat(run.status()).isEqualTo(FINISHED_SUCCESS);
            assertThat(run.messages()).hasSize(2);
            assertThat(run.messages().get(0)).matches("Scheduled for .*Z, started \\d+ ms later");
            assertThat(run.messages().get(1)).isEqualTo("Task instance recurring, picked by one");
        });
        assertThat(runs).extracting(Run::session).doesNotHaveDuplicates();
        assertThat(history.running()).isZero();
    }

    @Test
    void attempts_areResultsOfOneSession() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        OneTimeTask<Void> task = Tasks.oneTime("retried")
                .onFailure(RETRY_AT_ONCE)
                .execute((instance, context) -> {
                    if (attempts.incrementAndGet() < 4) {
                        throw new IllegalStateException("attempt " + attempts);
                    }
                });
        schedule(start(task), task, "1045");
        awaitCompleted(4);
        List<Run> runs = runs();
        assertThat(runs)
                .extracting(Run::status)
                .containsExactly(FINISHED_FAIL, FINISHED_FAIL, FINISHED_FAIL, FINISHED_SUCCESS);
        assertThat(runs).extracting(Run::session).containsOnly(runs.get(0).session());
        assertThat(runs.get(1).messages())
                .contains("java.lang.IllegalStateException: attempt 2")
                .last()
                .asString()
                .contains("DbSchedulerRecorderTest");
        assertThat(history.running()).isZero();
    }

    @Test
    void anExecutionAfterASuccess_isASessionOfItsOwn() throws Exception {
        AtomicInteger count = new AtomicInteger();
        RecurringTask<Void> task = Tasks.recurring("second fails", FixedDelay.ofMillis(1))
                .execute((instance, context) -> {
                    if (count.incrementAndGet() == 2) {
                        throw new IllegalStateException("second");
                    }
                });
        start(recorder("node", false), ScheduledTasks.scheduler(tasks, "one").startTasks(task));
        awaitCompleted(4);
        schedulers.get(0).stop();
        List<Run> runs = runs();
        assertThat(runs.subList(0, 4))
                .extracting(Run::status)
                .containsExactly(FINISHED_SUCCESS, FINISHED_FAIL, FINISHED_SUCCESS, FINISHED_SUCCESS);
        assertThat(runs.get(1).session())
                .isEqualTo(runs.get(2).session())
                .isNotEqualTo(runs.get(0).session())
                .isNotEqualTo(runs.get(3).session());
    }

    @Test
    void attemptsOfTwoNodes_areResultsOfOneSession() throws Exception {
        AtomicReference<String> first = new AtomicReference<>();
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch mayFail = new CountDownLatch(1);
        List<Scheduler> nodes = new ArrayList<>();
        for (String node : List.of("one", "two")) {
            OneTimeTask<Void> task = Tasks.oneTime("moved")
                    .onFailure(RETRY_AT_ONCE)
                    .execute((instance, context) -> {
                        if (first.compareAndSet(null, node)) {
                            started.countDown();
                            await(mayFail);
                            throw new IllegalStateException("no disk");
                        }
                    });
            nodes.add(start(recorder(node, false), ScheduledTasks.scheduler(tasks, node, task)));
            if (node.equals("one")) {
                schedule(nodes.get(0), task, "1");
            }
        }
        await(started);
        // The node that fails picks nothing more.
        nodes.get(first.get().equals("one") ? 0 : 1).pause();
        mayFail.countDown();
        awaitCompleted(2);
        List<Run> runs = runs();
        assertThat(runs).extracting(Run::status).containsExactlyInAnyOrder(FINISHED_FAIL, FINISHED_SUCCESS);
        assertThat(runs).extracting(Run::node).containsExactlyInAnyOrder("one", "two");
        assertThat(runs.get(0).session()).isEqualTo(runs.get(1).session());
        assertThat(history.running()).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(1, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void aLongTask_reportsItsProgress() throws Exception {
        DbSchedulerRecorder recording = recorder("node", false);
        CountDownLatch reported = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicReference<RecordedExecution> execution = new AtomicReference<>();
        OneTimeTask<Void> task = Tasks.oneTime("long").execute((instance, context) -> {
            execution.set(recording.executionOf(context).orElseThrow());
            assertThat(ExecutionRecorder.current()).hasValue(execution.get());
            execution.get().progress("10 %");
            reported.countDown();
            await(mayEnd);
        });
        schedule(start(recording, ScheduledTasks.scheduler(tasks, "one", task)), task, "1");
        await(reported);
        assertThat(recorders.get(0).flush(Duration.ofMinutes(1))).isTrue();
        assertThat(sessions.findExecutionSessions().find(execution.get().id(), Caller.SERVICE))
                .hasValueSatisfying(session -> {
                    assertThat(session.executionResult().status()).isEqualTo(TaskExecutionStatus.STARTED);
                    assertThat(session.executionResult().details())
                            .extracting(ExecutionResultDetail::message)
                            .contains("10 %");
                });
        mayEnd.countDown();
        awaitCompleted(1);
        assertThat(runs()).singleElement().satisfies(run -> {
            assertThat(run.status()).isEqualTo(FINISHED_SUCCESS);
            assertThat(run.messages()).contains("10 %");
        });
    }

    @Test
    void aTaskThatAnInterceptorDoesNotLetRun_isSkipped() throws Exception {
        AtomicInteger executed = new AtomicInteger();
        OneTimeTask<Void> task = Tasks.oneTime("stopped").execute((instance, context) -> executed.incrementAndGet());
        SchedulerBuilder builder = ScheduledTasks.scheduler(tasks, "one", task)
                .addExecutionInterceptor((instance, context, chain) -> new CompletionHandler.OnCompleteRemove<>());
        schedule(start(recorder("node", false), builder), task, "1");
        awaitCompleted(1);
        assertThat(executed).hasValue(0);
        assertThat(runs()).singleElement().satisfies(run -> {
            assertThat(run.status()).isEqualTo(SKIPPED);
            assertThat(run.messages()).last().isEqualTo("An interceptor did not let the task run");
        });
    }

    @Test
    void tasksDuringAnOutage_runAndAreRecordedLater() throws Exception {
        AtomicInteger executed = new AtomicInteger();
        OneTimeTask<Void> task = Tasks.oneTime("outage")
                .onFailure(RETRY_AT_ONCE)
                .execute((instance, context) -> {
                    executed.incrementAndGet();
                    if (context.getExecution().consecutiveFailures == 0) {
                        throw new IllegalStateException("first attempt");
                    }
                });
        Scheduler scheduler = start(task);
        database.switchOff();
        for (int i = 0; i < 20; i++) {
            schedule(scheduler, task, "instance " + i);
        }
        awaitCompleted(40);
        assertThat(executed).hasValue(40);
        database.switchOn();
        List<Run> runs = runs();
        assertThat(runs)
                .extracting(Run::status)
                .hasSize(40)
                .filteredOn(FINISHED_SUCCESS::equals)
                .hasSize(20);
        assertThat(runs)
                .extracting(Run::status)
                .filteredOn(FINISHED_FAIL::equals)
                .hasSize(20);
        assertThat(runs.stream().map(Run::session).distinct()).hasSize(20);
        assertThat(history.running()).isZero();
        assertThat(recorders.get(0).statistics()).isEqualTo(new RecorderStatistics(40, 0, 0, 0));
    }

    @Test
    void aTaskThatMustBeRecorded_isTriedAgainAfterAnOutage() throws Exception {
        AtomicInteger executed = new AtomicInteger();
        OneTimeTask<Void> task = Tasks.oneTime("must be recorded")
                .onFailure(RETRY_AT_ONCE)
                .execute((instance, context) -> executed.incrementAndGet());
        Scheduler scheduler = start(recorder("node", true), ScheduledTasks.scheduler(tasks, "one", task));
        database.switchOff();
        schedule(scheduler, task, "1");
        assertThat(completed.poll(1, TimeUnit.MINUTES).getCause())
                .hasValueSatisfying(cause -> assertThat(cause).isInstanceOf(StoreUnavailableException.class));
        assertThat(executed).hasValue(0);
        database.switchOn();
        ExecutionComplete last = completed.poll(1, TimeUnit.MINUTES);
        while (last.getResult() == ExecutionComplete.Result.FAILED) {
            last = completed.poll(1, TimeUnit.MINUTES);
        }
        assertThat(executed).hasValue(1);
        assertThat(runs()).extracting(Run::status).containsExactly(FINISHED_SUCCESS);
    }

    @Test
    void nullAndBlankArguments_areRejected() {
        DbSchedulerRecorder recording = recorder("node", false);
        assertThatThrownBy(() -> new DbSchedulerRecorder(null)).hasMessage("recorder");
        assertThatThrownBy(() -> new DbSchedulerRecorder(recorders.get(0), null))
                .hasMessage("scheduler");
        assertThatThrownBy(() -> new DbSchedulerRecorder(recorders.get(0), " "))
                .hasMessage("scheduler must not be blank");
        assertThatThrownBy(() -> recording.register(null)).hasMessage("builder");
        assertThatThrownBy(() -> recording.executionOf(null)).hasMessage("context");
    }
}
