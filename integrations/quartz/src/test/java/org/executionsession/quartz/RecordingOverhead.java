package org.executionsession.quartz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.RecorderStatistics;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SimpleScheduleBuilder;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/**
 * Measures jobs that do nothing, 1,000 a second, with and without recording in an H2 file. It prints figures and asserts none of them.
 * The build does not run it; the README has the command.
 */
class RecordingOverhead {

    private static final int RATE = 1_000;
    private static final int ROUNDS = 3;
    private static final int JOBS = RATE * Integer.getInteger("overhead.seconds", 10);

    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @TempDir
    Path folder;

    /** What was measured in a round. */
    private record Figures(Duration elapsed, Duration cpu, long[] delays) {

        @Override
        public String toString() {
            Arrays.sort(delays);
            return String.format(
                    "%6.0f jobs/s  CPU %5.0f us/job  start delay: median %d us, 99%% %d us",
                    delays.length / (elapsed.toNanos() / 1e9),
                    cpu.toNanos() / 1e3 / delays.length,
                    delays[delays.length / 2],
                    delays[delays.length * 99 / 100]);
        }
    }

    @Test
    void jobsOfZeroMilliseconds() throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve("jobs"), "sa", "");
        pool.setMaxConnections(20);
        try (ExecutionSessions sessions = ExecutionSessions.builder(JdbiExecutionSessionStore.open(pool))
                        .build();
                ExecutionRecorder recorder =
                        ExecutionRecorder.builder(sessions).maxQueued(JOBS).build()) {
            measure(null);
            measure(recorder);
            System.out.println("after a warm-up of each:");
            for (int round = 0; round < ROUNDS; round++) {
                System.out.println("not recorded: " + measure(null));
                System.out.println("recorded:     " + measure(recorder));
            }
            RecorderStatistics statistics = recorder.statistics();
            System.out.println(statistics);
            assertThat(statistics.recorded()).isEqualTo((ROUNDS + 1L) * JOBS);
        } finally {
            pool.dispose();
        }
    }

    /** Runs the jobs of a round. The CPU time includes that until all is recorded. */
    private static Figures measure(ExecutionRecorder recorder) throws Exception {
        Properties properties = new Properties();
        properties.setProperty(
                "org.quartz.scheduler.instanceName", UUID.randomUUID().toString());
        properties.setProperty("org.quartz.threadPool.threadCount", "10");
        properties.setProperty("org.quartz.scheduler.batchTriggerAcquisitionMaxCount", "10");
        Scheduler scheduler = new StdSchedulerFactory(properties).getScheduler();
        long[] delays = new long[JOBS];
        AtomicInteger started = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(JOBS);
        scheduler.setJobFactory((fired, ignored) -> context -> {
            delays[started.getAndIncrement()] =
                    Duration.between(context.getScheduledFireTime().toInstant(), Instant.now())
                                    .toNanos()
                            / 1_000;
            ended.countDown();
        });
        if (recorder != null) {
            QuartzRecorder.register(scheduler, recorder);
        }
        JobKey job = new JobKey("nothing");
        scheduler.addJob(
                JobBuilder.newJob(Job.class).withIdentity(job).storeDurably().build(), false);
        Instant first = Instant.now().plusMillis(200);
        // Ten triggers of 100 firings a second each.
        for (int i = 0; i < 10; i++) {
            scheduler.scheduleJob(TriggerBuilder.newTrigger()
                    .forJob(job)
                    .withIdentity("trigger" + i)
                    .startAt(Date.from(first.plusMillis(i)))
                    .withSchedule(SimpleScheduleBuilder.simpleSchedule()
                            .withIntervalInMilliseconds(10_000 / RATE)
                            .withRepeatCount(JOBS / 10 - 1))
                    .build());
        }
        long cpu = PROCESS.getProcessCpuTime();
        scheduler.start();
        assertThat(ended.await(10, TimeUnit.MINUTES)).isTrue();
        Duration elapsed = Duration.between(first, Instant.now());
        scheduler.shutdown(true);
        if (recorder != null) {
            assertThat(recorder.flush(Duration.ofMinutes(10))).isTrue();
        }
        return new Figures(elapsed, Duration.ofNanos(PROCESS.getProcessCpuTime() - cpu), delays);
    }
}
