package org.executionsession.dbscheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.util.concurrent.CountDownLatch;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.dbscheduler.support.ScheduledTasks;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.ExecutionRecorder;
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

        ExecutionSessions sessions = ExecutionSessions.builder(JdbiExecutionSessionStore.open(dataSource))
                .build();
        ExecutionRecorder recorder = ExecutionRecorder.builder(sessions).build();
        Scheduler scheduler = new DbSchedulerRecorder(recorder)
                .register(Scheduler.create(dataSource).startTasks(hourlyTask))
                .build();

        scheduler.start();
        executed.await();
        scheduler.stop();
        recorder.close();
        assertThat(new History(sessions).runs()).extracting(History.Run::job).containsExactly("my-hourly-task");
        sessions.close();
        dataSource.dispose();
    }
}
