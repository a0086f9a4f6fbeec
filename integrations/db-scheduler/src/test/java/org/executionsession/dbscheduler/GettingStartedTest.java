package org.executionsession.dbscheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.executionsession.dbscheduler.support.ScheduledTasks;
import org.executionsession.history.ExecutionHistory;
import org.executionsession.recorder.support.History;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

/** Runs the first sample of the documentation of db-scheduler with the lines of the README, on one database. */
class GettingStartedTest {

    @Test
    void theSample_isRecorded() throws Exception {
        JdbcConnectionPool dataSource =
                JdbcConnectionPool.create("jdbc:h2:mem:getting-started;DB_CLOSE_DELAY=-1", "sa", "");
        ScheduledTasks.create(dataSource);
        CountDownLatch executed = new CountDownLatch(1);
        RecurringTask<Void> hourlyTask = Tasks.recurring("my-hourly-task", FixedDelay.ofHours(1))
                .execute((instance, context) -> executed.countDown());

        try (ExecutionHistory history = ExecutionHistory.open(dataSource)) {
            Scheduler scheduler = new DbSchedulerRecorder(history.recorder())
                    .register(Scheduler.create(dataSource).startTasks(hourlyTask))
                    .build();

            scheduler.start();
            executed.await();
            scheduler.stop();
            assertThat(history.recorder().awaitEnd(Duration.ofMinutes(1))).isTrue();
            assertThat(new History(history.sessions()).runs())
                    .extracting(History.Run::job)
                    .containsExactly("my-hourly-task");
        }
        dataSource.dispose();
    }
}
