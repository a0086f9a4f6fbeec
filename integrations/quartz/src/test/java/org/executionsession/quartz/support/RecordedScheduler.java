package org.executionsession.quartz.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.quartz.QuartzRecorder;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.support.History;
import org.executionsession.recorder.support.SwitchableDatabase;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.listeners.SchedulerListenerSupport;

/** A scheduler whose jobs are recorded, in a database that can be switched off. */
public final class RecordedScheduler implements AutoCloseable {

    /** The name of the scheduler, which no other has. */
    public final String name = "test-" + UUID.randomUUID();

    /** The database of the recorder. */
    public final SwitchableDatabase database = new SwitchableDatabase();

    private final ExecutionSessions sessions =
            ExecutionSessions.builder(JdbiExecutionSessionStore.open(database)).build();

    /** What was recorded. */
    public final History history = new History(sessions);

    public final ExecutionRecorder recorder;

    public final Scheduler scheduler;

    private final Map<String, Job> jobs = new ConcurrentHashMap<>();
    private final CountDownLatch finalized = new CountDownLatch(1);

    /** Creates a scheduler that does not run yet. */
    public RecordedScheduler(Properties store, boolean requireRecording) throws SchedulerException {
        recorder = ExecutionRecorder.builder(sessions)
                .nodeName("node")
                .requireRecording(requireRecording)
                .build();
        Properties properties = new Properties();
        properties.putAll(store);
        properties.setProperty("org.quartz.scheduler.instanceName", name);
        properties.setProperty("org.quartz.threadPool.threadCount", "3");
        properties.setProperty("org.quartz.jobStore.misfireThreshold", "60000");
        scheduler = new StdSchedulerFactory(properties).getScheduler();
        scheduler.setJobFactory(
                (fired, ignored) -> jobs.get(fired.getJobDetail().getKey().getName()));
        QuartzRecorder.register(scheduler, recorder);
        scheduler.getListenerManager().addSchedulerListener(new SchedulerListenerSupport() {
            @Override
            public void triggerFinalized(Trigger trigger) {
                finalized.countDown();
            }
        });
    }

    /** Schedules a job with a trigger of the same name. */
    public void schedule(String job, Job work, TriggerBuilder<?> trigger) throws SchedulerException {
        jobs.put(job, work);
        JobDetail detail =
                JobBuilder.newJob(Job.class).withIdentity(job, "reports").build();
        scheduler.scheduleJob(detail, trigger.withIdentity(job, "daily").build());
    }

    /** Runs a job to its end, and waits until it is recorded. */
    public void run(Job work) throws SchedulerException, InterruptedException {
        schedule("sales", work, TriggerBuilder.newTrigger());
        scheduler.start();
        awaitEnd();
    }

    /** Waits until a trigger does not fire again, its execution has ended, and all is recorded. */
    public void awaitEnd() throws SchedulerException, InterruptedException {
        assertThat(finalized.await(1, TimeUnit.MINUTES)).isTrue();
        scheduler.shutdown(true);
        flush();
    }

    /** Waits until all is recorded. */
    public void flush() throws InterruptedException {
        assertThat(recorder.flush(Duration.ofMinutes(1))).isTrue();
    }

    @Override
    public void close() throws SchedulerException {
        scheduler.shutdown(true);
        database.switchOn();
        recorder.close();
        sessions.close();
        database.close();
    }
}
