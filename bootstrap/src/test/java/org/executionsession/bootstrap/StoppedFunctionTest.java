package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a stop does not interrupt a function while it uses the files of H2, which would close the database. */
class StoppedFunctionTest {

    private static final ExecutionSessionDraft SESSION =
            ExecutionSessionDraft.builder().user("ACME\\jobs").build();

    @TempDir
    Path folder;

    @Test
    @Timeout(120)
    void aFunctionThatReadsAndWrites_isStoppedBetweenItsCalls() throws Exception {
        stopOften("jdbc:h2:file:", (pool, sessions) -> {
            UUID id = sessions.createExecutionSession()
                    .create(SESSION, Caller.SERVICE)
                    .id();
            sessions.findExecutionSessions().forEach(Query.of(Filter.all(), List.of()), Caller.SERVICE, session -> {});
            sessions.endExecutionSession().end(id, Caller.SERVICE);
        });
    }

    @Test
    @Timeout(120)
    void aFunctionThatUsesItsOwnConnection_leavesAnAsynchronousFileOpen() throws Exception {
        stopOften("jdbc:h2:async:", (pool, sessions) -> {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create table if not exists host (id int)");
                statement.execute("insert into host values (1)");
                statement.execute("checkpoint sync");
            }
        });
    }

    /** What a function does until it is stopped. */
    private interface Step {
        void run(DataSource pool, ExecutionSessions sessions) throws SQLException;
    }

    private void stopOften(String fileSystem, Step step) throws Exception {
        JdbcConnectionPool pool = JdbcConnectionPool.create(fileSystem + folder.resolve("sessions"), "sa", "");
        var store = JdbiExecutionSessionStore.open(pool);
        CountDownLatch[] running = new CountDownLatch[1];
        AtomicReference<ExecutionSessions> used = new AtomicReference<>();
        try (ExecutionSessions sessions = ExecutionSessions.builder(store)
                .taskFunction(execution -> {
                    while (!Thread.currentThread().isInterrupted()) {
                        step.run(pool, used.get());
                        running[0].countDown();
                    }
                    throw new InterruptedException();
                })
                .build()) {
            used.set(sessions);
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
