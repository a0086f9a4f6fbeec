package org.executionsession.examples.quartz;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.typed.ResultProperties;
import org.executionsession.history.ExecutionHistory;
import org.executionsession.jdbi.H2File;
import org.executionsession.quartz.QuartzRecorder;
import org.h2.jdbcx.JdbcConnectionPool;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.listeners.SchedulerListenerSupport;

/** A Quartz scheduler of two jobs, one of which needs a second attempt. It prints the history of the attempts. */
public final class NightlyJobs {

    private static final String DATABASE = "jdbc:h2:file:./data/jobs";

    private NightlyJobs() {}

    /** Runs each job once, and records it in a database in the folder {@code data}. */
    public static void main(String[] arguments) throws SchedulerException, InterruptedException {
        JdbcConnectionPool dataSource = JdbcConnectionPool.create(H2File.prepare(DATABASE), "sa", "");
        try (ExecutionHistory history = ExecutionHistory.open(dataSource)) {
            Scheduler scheduler = scheduler();
            QuartzRecorder.register(scheduler, history.recorder());
            runOnce(scheduler);
            history.recorder().flush(Duration.ofMinutes(1));
            printHistory(history.sessions());
        } finally {
            dataSource.dispose();
        }
    }

    private static Scheduler scheduler() throws SchedulerException {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.scheduler.instanceName", "nightly");
        properties.setProperty("org.quartz.threadPool.threadCount", "2");
        return new StdSchedulerFactory(properties).getScheduler();
    }

    private static void runOnce(Scheduler scheduler) throws SchedulerException, InterruptedException {
        CountDownLatch fired = new CountDownLatch(2);
        scheduler.getListenerManager().addSchedulerListener(new SchedulerListenerSupport() {
            @Override
            public void triggerFinalized(Trigger trigger) {
                fired.countDown();
            }
        });
        schedule(scheduler, SalesReport.class, "Sales report");
        schedule(scheduler, Upload.class, "Upload");
        scheduler.start();
        fired.await(1, TimeUnit.MINUTES);
        scheduler.shutdown(true);
    }

    private static void schedule(Scheduler scheduler, Class<? extends Job> job, String name) throws SchedulerException {
        scheduler.scheduleJob(
                JobBuilder.newJob(job).withIdentity(name, "nightly").build(),
                TriggerBuilder.newTrigger().withIdentity(name, "nightly").build());
    }

    private static void printHistory(UseCases sessions) {
        Filter<ExecutionResultEntity> all = Filter.all();
        sessions.executionResults()
                .forEach(
                        all.orderBy(ResultProperties.START_TIME.asc()),
                        Caller.SERVICE,
                        attempt -> System.out.println(describe(sessions, attempt)));
    }

    private static String describe(UseCases sessions, ExecutionResultEntity attempt) {
        ExecutionResult result = attempt.result();
        String job = sessions.manageTasks()
                .find(attempt.origin().taskId(), Caller.SERVICE)
                .map(task -> task.content().name())
                .orElse("unknown job");
        String outcome = result.status().equals(TaskExecutionStatus.FINISHED_SUCCESS) ? "succeeded" : "failed";
        String messages =
                result.details().stream().map(detail -> firstLine(detail)).collect(Collectors.joining(", "));
        return job + " " + outcome + " in " + result.duration() + " ms: " + messages;
    }

    private static String firstLine(ExecutionResultDetail detail) {
        return detail.message().lines().findFirst().orElse("");
    }
}
