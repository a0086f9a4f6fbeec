package org.executionsession.dbscheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.domain.model.TaskExecutionStatus.FINISHED_FAIL;
import static org.executionsession.domain.model.TaskExecutionStatus.FINISHED_SUCCESS;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.event.AbstractSchedulerListener;
import com.github.kagkarlsson.scheduler.task.DeadExecutionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.dbscheduler.support.ScheduledTasks;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.support.History;
import org.executionsession.recorder.support.History.Run;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kills a process whose task runs. Another node, on the same database, finds the execution dead. */
class DeadExecutionTest {

    private Server server;
    private JdbcConnectionPool pool;
    private ExecutionSessions sessions;
    private ExecutionRecorder recorder;
    private Scheduler scheduler;
    private Process node;

    @BeforeEach
    void startNodeAndKillIt() throws Exception {
        server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
        String url = "jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        pool = JdbcConnectionPool.create(url, "sa", "");
        sessions =
                ExecutionSessions.builder(JdbiExecutionSessionStore.open(pool)).build();
        recorder = ExecutionRecorder.builder(sessions).nodeName("other").build();
        ScheduledTasks.create(pool);
        OneTimeTask<Void> task = Tasks.oneTime("report").execute((instance, context) -> {});
        ScheduledTasks.scheduler(pool, "client", task).build().scheduleIfNotExists(task.instance("1"), Instant.now());
        node = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledNode.class.getName(),
                        url)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(node.inputReader().readLine()).isEqualTo("started");
        node.destroyForcibly().waitFor();
    }

    @AfterEach
    void close() {
        node.destroyForcibly();
        scheduler.stop();
        recorder.close();
        sessions.close();
        pool.dispose();
        server.stop();
    }

    private List<Run> runsAfter(OneTimeTask<Void> task, AbstractSchedulerListener last, CountDownLatch done)
            throws InterruptedException {
        scheduler = new DbSchedulerRecorder(recorder)
                .register(ScheduledTasks.scheduler(pool, "other", task)
                        .heartbeatInterval(Duration.ofSeconds(1))
                        .missedHeartbeatsLimit(4))
                .addSchedulerListener(last)
                .build();
        scheduler.start();
        assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
        assertThat(recorder.flush(Duration.ofMinutes(1))).isTrue();
        return new History(sessions).runs();
    }

    private static void assertDead(Run run) {
        assertThat(run.status()).isEqualTo(FINISHED_FAIL);
        assertThat(run.node()).isEqualTo("killed");
        assertThat(run.messages())
                .last()
                .asString()
                .startsWith("db-scheduler has found the execution dead: the last heartbeat of killed was at ");
    }

    @Test
    void thatIsRevived_isTheFirstAttemptOfASession() throws Exception {
        CountDownLatch completed = new CountDownLatch(1);
        AbstractSchedulerListener last = new AbstractSchedulerListener() {
            @Override
            public void onExecutionComplete(ExecutionComplete complete) {
                completed.countDown();
            }
        };
        List<Run> runs = runsAfter(Tasks.oneTime("report").execute((instance, context) -> {}), last, completed);
        assertThat(runs).hasSize(2);
        assertDead(runs.get(0));
        assertThat(runs.get(1).status()).isEqualTo(FINISHED_SUCCESS);
        assertThat(runs.get(1).node()).isEqualTo("other");
        assertThat(runs.get(1).session()).isEqualTo(runs.get(0).session());
        assertThat(new History(sessions).running()).isZero();
    }

    @Test
    void thatIsCancelled_endsAsFailed() throws Exception {
        CountDownLatch found = new CountDownLatch(1);
        AbstractSchedulerListener last = new AbstractSchedulerListener() {
            @Override
            public void onExecutionDead(Execution execution) {
                found.countDown();
            }
        };
        List<Run> runs = runsAfter(
                Tasks.oneTime("report")
                        .onDeadExecution(new DeadExecutionHandler.CancelDeadExecution<>())
                        .execute((instance, context) -> {}),
                last,
                found);
        assertThat(runs).singleElement().satisfies(DeadExecutionTest::assertDead);
        assertThat(new History(sessions).running()).isZero();
    }
}
