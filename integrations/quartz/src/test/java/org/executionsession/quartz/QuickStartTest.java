package org.executionsession.quartz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.quartz.JobBuilder.newJob;
import static org.quartz.SimpleScheduleBuilder.simpleSchedule;
import static org.quartz.TriggerBuilder.newTrigger;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.executionsession.history.ExecutionHistory;
import org.executionsession.recorder.support.History;
import org.executionsession.recorder.support.SwitchableDatabase;
import org.junit.jupiter.api.Test;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.impl.StdSchedulerFactory;

/** The changes of the README in a program like the quick start of Quartz: the default scheduler, and a job that repeats. */
class QuickStartTest {

    private static final CountDownLatch HAS_RUN = new CountDownLatch(1);

    /** A job that knows nothing of the recorder. */
    public static final class HelloJob implements Job {

        @Override
        public void execute(JobExecutionContext context) {
            HAS_RUN.countDown();
        }
    }

    @Test
    void oneLine_recordsTheJobs() throws Exception {
        try (SwitchableDatabase dataSource = new SwitchableDatabase();
                ExecutionHistory history = ExecutionHistory.open(dataSource)) {
            Scheduler scheduler = StdSchedulerFactory.getDefaultScheduler();
            QuartzRecorder.register(scheduler, history.recorder());
            scheduler.start();
            scheduler.scheduleJob(
                    newJob(HelloJob.class).withIdentity("job1", "group1").build(),
                    newTrigger()
                            .withIdentity("trigger1", "group1")
                            .startNow()
                            .withSchedule(
                                    simpleSchedule().withIntervalInSeconds(40).repeatForever())
                            .build());
            assertThat(HAS_RUN.await(1, TimeUnit.MINUTES)).isTrue();
            scheduler.shutdown(true);
            assertThat(history.recorder().awaitEnd(Duration.ofMinutes(1))).isTrue();
            assertThat(new History(history.sessions()).runs())
                    .extracting(History.Run::job)
                    .containsExactly("group1.job1");
        }
    }
}
