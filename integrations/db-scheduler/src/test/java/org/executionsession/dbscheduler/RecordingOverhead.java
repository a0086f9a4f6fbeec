package org.executionsession.dbscheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.CurrentlyExecuting;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.dbscheduler.support.ScheduledTasks;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.RecorderStatistics;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures tasks that do nothing, 1,000 a second, with and without recording in another H2 file than that of the tasks. It prints figures and
 * asserts none of them. The build does not run it; the README has the command.
 */
class RecordingOverhead {

    private static final int RATE = 1_000;
    private static final int ROUNDS = 3;
    private static final int TASKS = RATE * Integer.getInteger("overhead.seconds", 10);
    private static final int BATCH = 1_000;

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @TempDir
    Path folder;

    /** What was measured in a round: the durations from before the first listener until after the last one. */
    private record Figures(Duration executed, Duration recorded, Duration cpu, long[] durations) {

        @Override
        public String toString() {
            Arrays.sort(durations);
            return String.format(
                    "%6.0f tasks/s  all recorded %d ms later  CPU %5.0f us/task  duration: median %d us, 99%% %d us",
                    durations.length / (executed.toNanos() / 1e9),
                    recorded.minus(executed).toMillis(),
                    cpu.toNanos() / 1e3 / durations.length,
                    durations[durations.length / 2] / 1_000,
                    durations[durations.length * 99 / 100] / 1_000);
        }
    }

    @Test
    void tasksOfZeroMilliseconds() throws Exception {
        JdbcConnectionPool tasks = pool("tasks");
        JdbcConnectionPool pool = pool("sessions");
        ScheduledTasks.create(tasks);
        try (ExecutionSessions sessions = ExecutionSessions.builder(JdbiExecutionSessionStore.open(pool))
                        .build();
                ExecutionRecorder recorder =
                        ExecutionRecorder.builder(sessions).maxQueued(TASKS).build()) {
            measure(tasks, null);
            measure(tasks, recorder);
            System.out.println("after a warm-up of each:");
            for (int round = 0; round < ROUNDS; round++) {
                System.out.println("not recorded: " + measure(tasks, null));
                System.out.println("recorded:     " + measure(tasks, recorder));
            }
            RecorderStatistics statistics = recorder.statistics();
            System.out.println(statistics);
            assertThat(statistics.recorded()).isEqualTo((ROUNDS + 1L) * TASKS);
        } finally {
            pool.dispose();
            tasks.dispose();
        }
    }

    private JdbcConnectionPool pool(String name) {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve(name), "sa", "");
        pool.setMaxConnections(30);
        return pool;
    }

    /** Runs the tasks, and waits until all are recorded. The CPU time includes both. */
    private static Figures measure(JdbcConnectionPool tasks, ExecutionRecorder recorder) throws Exception {
        long[] durations = new long[TASKS];
        ThreadLocal<Long> started = new ThreadLocal<>();
        AtomicInteger count = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(TASKS);
        OneTimeTask<Void> task = Tasks.oneTime("nothing").execute((instance, context) -> {});
        SchedulerBuilder builder = Scheduler.create(tasks, task)
                .pollingInterval(Duration.ofMillis(10))
                .threads(10)
                .pollUsingFetch(1, 10)
                .addSchedulerListener(new AbstractSchedulerListener() {
                    @Override
                    public void onExecutionStart(CurrentlyExecuting executing) {
                        started.set(System.nanoTime());
                    }
                });
        if (recorder != null) {
            new DbSchedulerRecorder(recorder).register(builder);
        }
        Scheduler scheduler = builder.addSchedulerListener(new AbstractSchedulerListener() {
                    @Override
                    public void onExecutionComplete(ExecutionComplete complete) {
                        durations[count.getAndIncrement()] = System.nanoTime() - started.get();
                        ended.countDown();
                    }
                })
                .build();
        Instant first = schedule(scheduler, task);
        long cpu = PROCESS.getProcessCpuTime();
        scheduler.start();
        assertThat(ended.await(10, TimeUnit.MINUTES)).isTrue();
        Duration executed = Duration.between(first, Instant.now());
        if (recorder != null) {
            assertThat(recorder.flush(Duration.ofMinutes(10))).isTrue();
        }
        Duration recorded = Duration.between(first, Instant.now());
        long used = PROCESS.getProcessCpuTime() - cpu;
        scheduler.stop();
        return new Figures(executed, recorded, Duration.ofNanos(used), durations);
    }

    /** Lets a task be due each millisecond. Returns when the first one is. */
    private static Instant schedule(Scheduler scheduler, OneTimeTask<Void> task) {
        List<SchedulableInstance<?>> all = new ArrayList<>();
        Instant first = Instant.now().plusSeconds(5);
        for (int i = 0; i < TASKS; i++) {
            all.add(SchedulableInstance.of(
                    task.instance(Integer.toString(i)), first.plusNanos(1_000_000_000L / RATE * i)));
        }
        for (int i = 0; i < TASKS; i += BATCH) {
            scheduler.scheduleBatch(all.subList(i, Math.min(TASKS, i + BATCH)));
        }
        return first;
    }
}
