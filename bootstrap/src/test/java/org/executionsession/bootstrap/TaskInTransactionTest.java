package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests tasks that an application starts and stops in a transaction, of whose commit the store does not learn. */
class TaskInTransactionTest {

    /** It stands still, so that no lease expires. */
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-24T10:20:30.456Z"), ZoneOffset.UTC);

    @Test
    @Timeout(60)
    void aStartAndAStop_areHandedOverByTheNextPeriodicCall() throws Exception {
        JdbcConnectionPool pool =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(pool);
        CountDownLatch running = new CountDownLatch(1);
        try (ExecutionSessions sessions = ExecutionSessions.builder(store)
                        .clock(CLOCK)
                        .taskFunction(execution -> {
                            running.countDown();
                            new CountDownLatch(1).await();
                        })
                        .build();
                Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            UseCases within = sessions.withStore(store.within(connection));
            UUID task = within.manageTasks()
                    .create(TaskDraft.builder().name("nightly").build(), Caller.SERVICE)
                    .id();
            UUID session = within.startTask().start(task, Caller.SERVICE).orElseThrow();
            sessions.advanceTaskRuns().advance(() -> true);
            assertThat(running.getCount()).as("not committed").isOne();
            connection.commit();
            sessions.advanceTaskRuns().advance(() -> true);
            running.await();

            assertThat(within.stopTask().stop(task, Caller.SERVICE)).isTrue();
            connection.commit();
            while (sessions.findExecutionSessions()
                    .find(session, Caller.SERVICE)
                    .isPresent()) {
                sessions.advanceTaskRuns().advance(() -> true);
            }
        } finally {
            pool.dispose();
        }
    }
}
