package org.executionsession.dbscheduler;

import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.dbscheduler.support.ScheduledTasks;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.ExecutionRecorder;
import org.h2.jdbcx.JdbcConnectionPool;

/** A node in a process of its own, whose task never ends. It prints a line when the start of the task is stored. */
final class KilledNode {

    private KilledNode() {}

    /** Runs until it is killed. */
    public static void main(String[] arguments) throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create(arguments[0], "sa", "");
        ExecutionSessions sessions =
                ExecutionSessions.builder(JdbiExecutionSessionStore.open(pool)).build();
        ExecutionRecorder recorder =
                ExecutionRecorder.builder(sessions).nodeName("killed").build();
        OneTimeTask<Void> task = Tasks.oneTime("report").execute((instance, context) -> {
            try {
                recorder.flush(Duration.ofMinutes(1));
                System.out.println("started");
                new CountDownLatch(1).await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        new DbSchedulerRecorder(recorder)
                .register(ScheduledTasks.scheduler(pool, "killed", task))
                .build()
                .start();
    }
}
