package org.executionsession.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.query.Filter;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.JobId;
import org.executionsession.recorder.support.History;
import org.executionsession.recorder.support.SwitchableDatabase;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerConfigException;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import org.quartz.impl.StdSchedulerFactory;

/** Tests a scheduler that is configured by properties. */
class QuartzRecorderPluginTest {

    private static final SwitchableDatabase DATABASE = new SwitchableDatabase();
    private static final ExecutionSessions SESSIONS =
            ExecutionSessions.builder(JdbiExecutionSessionStore.open(DATABASE)).build();
    private static CountDownLatch hasRun;

    @BeforeEach
    void reset() {
        hasRun = new CountDownLatch(1);
    }

    /** What an application has. */
    public static final class JobRecorder implements Supplier<ExecutionRecorder>, AutoCloseable {

        private final ExecutionRecorder recorder =
                ExecutionRecorder.builder(SESSIONS).build();

        @Override
        public ExecutionRecorder get() {
            return recorder;
        }

        @Override
        public void close() {
            recorder.close();
        }
    }

    /** A job. */
    public static final class Report implements Job {

        @Override
        public void execute(JobExecutionContext context) {
            hasRun.countDown();
        }
    }

    private static Scheduler scheduler(String supplier) throws SchedulerException {
        return scheduler(supplier, new Properties());
    }

    private static Scheduler scheduler(String supplier, Properties properties) throws SchedulerException {
        properties.setProperty("org.quartz.scheduler.instanceName", "plugin-" + UUID.randomUUID());
        properties.setProperty("org.quartz.threadPool.threadCount", "1");
        properties.setProperty("org.quartz.plugin.recorder.class", QuartzRecorderPlugin.class.getName());
        if (supplier != null) {
            properties.setProperty("org.quartz.plugin.recorder.supplier", supplier);
        }
        return new StdSchedulerFactory(properties).getScheduler();
    }

    @Test
    void jobs_areRecordedUntilTheSchedulerShutsDown() throws Exception {
        Scheduler scheduler = scheduler(JobRecorder.class.getName());
        scheduler.scheduleJob(
                JobBuilder.newJob(Report.class).withIdentity("report").build(),
                TriggerBuilder.newTrigger().build());
        scheduler.start();
        assertThat(hasRun.await(1, TimeUnit.MINUTES)).isTrue();
        scheduler.shutdown(true);
        assertThat(new History(SESSIONS).runs()).extracting(History.Run::job).containsExactly("DEFAULT.report");
        assertThat(new History(SESSIONS).running()).isZero();
    }

    /** Returns the properties of a scheduler with a data source that has the history. */
    private static Properties recordingIn(String dataSource, String url) {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.plugin.recorder.dataSource", dataSource);
        String prefix = "org.quartz.dataSource." + dataSource + '.';
        properties.setProperty(prefix + "provider", "hikaricp");
        properties.setProperty(prefix + "driver", "org.h2.Driver");
        properties.setProperty(prefix + "URL", url);
        properties.setProperty(prefix + "user", "sa");
        return properties;
    }

    @Test
    void jobs_areRecordedInADataSourceOfQuartz() throws Exception {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        Scheduler scheduler = scheduler(null, recordingIn("jobs", url));
        scheduler.scheduleJob(
                JobBuilder.newJob(Report.class).withIdentity("report").build(),
                TriggerBuilder.newTrigger().build());
        scheduler.start();
        assertThat(hasRun.await(1, TimeUnit.MINUTES)).isTrue();
        scheduler.shutdown(true);
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, "sa", "");
        try (ExecutionSessions sessions =
                ExecutionSessions.builder(JdbiExecutionSessionStore.open(pool)).build()) {
            assertThat(new History(sessions).runs())
                    .extracting(History.Run::status)
                    .containsExactly(TaskExecutionStatus.FINISHED_SUCCESS);
            assertThat(new History(sessions).running()).isZero();
        } finally {
            pool.dispose();
        }
    }

    @Test
    void oldResults_arePurgedInADataSourceOfQuartz() throws Exception {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, "sa", "");
        Clock past = Clock.offset(Clock.systemUTC(), Duration.ofHours(-25));
        try (ExecutionSessions sessions = ExecutionSessions.builder(JdbiExecutionSessionStore.open(pool))
                .clock(past)
                .build()) {
            try (ExecutionRecorder recorder =
                    ExecutionRecorder.builder(sessions).clock(past).build()) {
                recorder.started(new JobId("test", "old")).succeeded();
            }
            assertThat(new History(sessions).runs()).hasSize(1);
            Properties properties = recordingIn("retained", url);
            properties.setProperty("org.quartz.plugin.recorder.resultRetentionDays", "1");
            Scheduler scheduler = scheduler(null, properties);
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            while (sessions.executionResults().count(Filter.all(), Caller.SERVICE) > 0) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
            scheduler.shutdown(true);
        } finally {
            pool.dispose();
        }
    }

    @Test
    void withANegativeRetention_theSchedulerIsNotCreated() {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.plugin.recorder.dataSource", "jobs");
        properties.setProperty("org.quartz.plugin.recorder.resultRetentionDays", "-1");
        assertThatThrownBy(() -> scheduler(null, properties))
                .isInstanceOf(SchedulerConfigException.class)
                .hasMessage("org.quartz.plugin.recorder.resultRetentionDays must not be negative, but is -1");
    }

    @Test
    void withARetentionForTheRecorderOfASupplier_theSchedulerIsNotCreated() {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.plugin.recorder.resultRetentionDays", "30");
        assertThatThrownBy(() -> scheduler(JobRecorder.class.getName(), properties))
                .isInstanceOf(SchedulerConfigException.class)
                .hasMessage(
                        "org.quartz.plugin.recorder.resultRetentionDays needs org.quartz.plugin.recorder.dataSource:"
                                + " the supplier decides how long its results are kept");
    }

    @Test
    void withADataSourceThatDoesNotExist_theSchedulerIsNotCreated() {
        Properties properties = new Properties();
        properties.setProperty("org.quartz.plugin.recorder.dataSource", "missing");
        assertThatThrownBy(() -> scheduler(null, properties))
                .isInstanceOf(SchedulerConfigException.class)
                .hasMessageStartingWith(
                        "org.quartz.plugin.recorder.dataSource: the history cannot be opened in the data"
                                + " source missing: ");
    }

    @Test
    void withoutADataSourceOrASupplier_theSchedulerIsNotCreated() {
        assertThatThrownBy(() -> scheduler(null))
                .isInstanceOf(SchedulerConfigException.class)
                .hasMessage(
                        "set either org.quartz.plugin.recorder.dataSource to the name of a data source of Quartz, or"
                                + " org.quartz.plugin.recorder.supplier to the name of a class that implements"
                                + " Supplier<ExecutionRecorder>");
    }

    @Test
    void withAClassThatDoesNotExist_theSchedulerIsNotCreated() {
        assertThatThrownBy(() -> scheduler("com.example.Missing"))
                .isInstanceOf(SchedulerConfigException.class)
                .hasMessageStartingWith("org.quartz.plugin.recorder.supplier: cannot create an instance of"
                        + " com.example.Missing: java.lang.ClassNotFoundException");
    }

    @Test
    void withAClassThatProvidesNoRecorder_theSchedulerIsNotCreated() {
        assertThatThrownBy(() -> scheduler("java.util.ArrayList"))
                .isInstanceOf(SchedulerConfigException.class)
                .hasMessage("org.quartz.plugin.recorder.supplier: java.util.ArrayList provides no ExecutionRecorder");
    }
}
