package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a stop does not interrupt a function while it uses the files of H2, which would close the database. */
class StoppedFunctionTest {

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void aFunctionThatReports_isStoppedBetweenItsReports() throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create("jdbc:h2:file:" + folder.resolve("sessions"), "sa", "");
        var store = JdbiExecutionSessionStore.open(pool);
        CountDownLatch[] running = new CountDownLatch[1];
        try (ExecutionSessions sessions = ExecutionSessions.builder(store)
                .taskFunction(execution -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        execution.report("still running");
                        running[0].countDown();
                    }
                    throw new InterruptedException();
                })
                .build()) {
            UUID task = sessions.manageTasks()
                    .create(TaskDraft.builder().name("loop").build(), Caller.SERVICE)
                    .id();
            for (int i = 0; i < 60; i++) {
                running[0] = new CountDownLatch(1);
                UUID session = sessions.startTask().start(task, Caller.SERVICE).orElseThrow();
                running[0].await();
                assertThat(sessions.stopTask().stop(task, Caller.SERVICE)).isTrue();
                while (sessions.findExecutionSessions()
                        .find(session, Caller.SERVICE)
                        .isPresent()) {
                    sessions.advanceTaskRuns().advance(() -> true);
                }
            }
        } finally {
            pool.dispose();
        }
    }
}
