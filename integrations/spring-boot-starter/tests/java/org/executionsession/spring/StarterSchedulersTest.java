package org.executionsession.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.typed.ResultProperties;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.JobId;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Trigger;
import org.quartz.TriggerBuilder;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tests that the jobs of the starters of Quartz and db-scheduler are recorded by one property. */
class StarterSchedulersTest {

    private static CountDownLatch started;
    private static CountDownLatch mayEnd;

    @BeforeEach
    void reset() {
        started = new CountDownLatch(1);
        mayEnd = new CountDownLatch(1);
    }

    private static void work() {
        started.countDown();
        try {
            mayEnd.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** A job of Quartz. */
    public static final class Report implements org.quartz.Job {

        @Override
        public void execute(JobExecutionContext context) {
            work();
        }
    }

    @Configuration
    @EnableAutoConfiguration
    static class WithQuartz {

        @Bean
        JobDetail report() {
            return JobBuilder.newJob(Report.class)
                    .withIdentity("report")
                    .storeDurably()
                    .build();
        }

        @Bean
        Trigger now(JobDetail report) {
            return TriggerBuilder.newTrigger().forJob(report).startNow().build();
        }
    }

    @Configuration
    @EnableAutoConfiguration
    static class WithDbScheduler {

        @Bean
        Task<Void> report(JdbcTemplate jdbc) {
            jdbc.execute("""
                    create table if not exists scheduled_tasks (
                        task_name varchar(100), task_instance varchar(100), task_data blob,
                        execution_time timestamp with time zone, picked boolean, picked_by varchar(50),
                        last_success timestamp with time zone, last_failure timestamp with time zone,
                        consecutive_failures int, last_heartbeat timestamp with time zone, version bigint,
                        priority int, primary key (task_name, task_instance))
                    """);
            return Tasks.recurring("report", FixedDelay.ofHours(1)).execute((instance, context) -> work());
        }
    }

    private static ConfigurableApplicationContext start(Class<?> application, String history, String... properties) {
        return new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.datasource.url=" + "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                        "execution-sessions.datasource.url=" + history,
                        "execution-sessions.recorder.enabled=true")
                .properties(properties)
                .run();
    }

    /** The context is closed while the job runs, and waits for it. */
    private static List<ExecutionResultEntity> historyOf(
            JobId job, Class<?> application, String... properties) throws Exception {
        String history = TestDatabase.H2.newUrl();
        ConfigurableApplicationContext context = start(application, history, properties);
        started.await();
        assertThat(context.getBean(ExecutionRecorder.class).flush(Duration.ofMinutes(1)))
                .isTrue();
        CountDownLatch isClosing = new CountDownLatch(1);
        context.addApplicationListener(event -> {
            if (event instanceof ContextClosedEvent) {
                isClosing.countDown();
            }
        });
        Thread closing = new Thread(context::close);
        closing.start();
        isClosing.await();
        mayEnd.countDown();
        closing.join();
        JdbcConnectionPool pool = JdbcConnectionPool.create(history, "sa", "");
        try (ExecutionSessions sessions =
                ExecutionSessions.builder(JdbiExecutionSessionStore.open(pool)).build()) {
            List<ExecutionResultEntity> results = new ArrayList<>();
            sessions.executionResults()
                    .forEach(
                            Query.of(ResultProperties.TASK_ID.eq(job.taskId()), List.of()),
                            Caller.SERVICE,
                            results::add);
            return results;
        } finally {
            pool.dispose();
        }
    }

    @Test
    void jobsOfQuartz_areRecorded_alsoWhenTheContextCloses() throws Exception {
        assertThat(historyOf(
                        new JobId("quartzScheduler", "DEFAULT.report"),
                        WithQuartz.class,
                        "orders.quartz=true",
                        "spring.quartz.wait-for-jobs-to-complete-on-shutdown=true"))
                .extracting(found -> found.result().status())
                .containsExactly(TaskExecutionStatus.FINISHED_SUCCESS);
    }

    @Test
    void tasksOfDbScheduler_areRecorded_alsoWhenTheContextCloses() throws Exception {
        assertThat(historyOf(
                        new JobId("db-scheduler", "report"),
                        WithDbScheduler.class,
                        "orders.db-scheduler=true",
                        "db-scheduler.polling-interval=100ms"))
                .extracting(found -> found.result().status())
                .containsExactly(TaskExecutionStatus.FINISHED_SUCCESS);
    }
}
