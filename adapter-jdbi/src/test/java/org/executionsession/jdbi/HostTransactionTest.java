package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.model.TaskRunProgress;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.TaskRunStore;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.jdbi.support.TestDatabase;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests sessions in transactions of an application, together with its own rows. */
class HostTransactionTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");

    /** An application with a table of its own. */
    private record Host(DataSource dataSource, JdbiExecutionSessionStore store) {

        static Host on(TestDatabase database) throws SQLException {
            String url = database.newUrl();
            TestDatabase.execute(url, "create table orders (session uuid)");
            DataSource dataSource = TestDatabase.dataSource(url);
            return new Host(dataSource, JdbiExecutionSessionStore.open(dataSource));
        }

        Connection begin() throws SQLException {
            Connection connection = dataSource.getConnection();
            connection.setAutoCommit(false);
            return connection;
        }

        EntityStore<ExecutionSession> within(Connection connection) {
            return store.within(connection).sessions();
        }

        static void order(ExecutionSession session, Connection connection) throws SQLException {
            try (PreparedStatement insert = connection.prepareStatement("insert into orders values (?)")) {
                insert.setObject(1, session.id());
                insert.execute();
            }
        }

        Set<UUID> orders() throws SQLException {
            Set<UUID> ids = new HashSet<>();
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select session from orders")) {
                while (rows.next()) {
                    ids.add(rows.getObject(1, UUID.class));
                }
            }
            return ids;
        }

        Set<UUID> recorded() {
            Set<UUID> ids = new HashSet<>();
            store.sessions().forEach(Query.of(Filter.all(), List.of()), session -> ids.add(session.id()));
            return ids;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCommit_makesBothRowsVisible(TestDatabase database) throws SQLException {
        Host host = Host.on(database);
        ExecutionSession session = session();
        try (Connection connection = host.begin()) {
            Host.order(session, connection);
            host.within(connection).add(session);
            assertThat(host.within(connection).find(session.id())).contains(session);
            assertThat(host.recorded()).isEmpty();
            connection.commit();
        }
        assertThat(host.recorded()).isEqualTo(host.orders()).containsExactly(session.id());
    }

    @ParameterizedTest
    @EnumSource
    void aRollback_removesBothRows(TestDatabase database) throws SQLException {
        Host host = Host.on(database);
        ExecutionSession session = session();
        try (Connection connection = host.begin()) {
            Host.order(session, connection);
            host.within(connection).add(session);
            connection.rollback();
        }
        assertThat(host.recorded()).isEqualTo(host.orders()).isEmpty();
        host.store().sessions().add(session);
        assertThat(host.recorded()).containsExactly(session.id());
    }

    @ParameterizedTest
    @EnumSource
    void aRollback_restoresAChangedAndARemovedSession(TestDatabase database) throws SQLException {
        Host host = Host.on(database);
        ExecutionSession changed = session();
        ExecutionSession removed = session();
        host.store().sessions().addAll(List.of(changed, removed));
        try (Connection connection = host.begin()) {
            assertThat(host.within(connection).replace(ended(changed), changed)).isTrue();
            assertThat(host.within(connection).remove(removed.id())).isTrue();
            assertThat(host.within(connection).count(Filter.all())).isEqualTo(1);
            connection.rollback();
        }
        assertThat(host.store().sessions().find(changed.id())).contains(changed);
        assertThat(host.store().sessions().find(removed.id())).contains(removed);
    }

    @ParameterizedTest
    @EnumSource
    void aRejectedWrite_changesNothingAndTheTransactionContinues(TestDatabase database) throws SQLException {
        Host host = Host.on(database);
        ExecutionSession existing = session();
        ExecutionSession before = session();
        ExecutionSession after = session();
        host.store().sessions().add(existing);
        try (Connection connection = host.begin()) {
            host.within(connection).add(before);
            assertThatExceptionOfType(DuplicateIdException.class)
                    .isThrownBy(() -> host.within(connection).addAll(List.of(session(), existing)));
            host.within(connection).add(after);
            connection.commit();
        }
        assertThat(host.recorded()).containsExactlyInAnyOrder(existing.id(), before.id(), after.id());
    }

    @ParameterizedTest
    @EnumSource
    void aListInTheTransaction_hasItsOwnRowsAndDoesNotEndIt(TestDatabase database) throws SQLException {
        Host host = Host.on(database);
        List<UUID> added = new ArrayList<>();
        try (Connection connection = host.begin()) {
            for (int i = 0; i < 300; i++) {
                ExecutionSession session = session();
                added.add(session.id());
                host.within(connection).add(session);
            }
            List<UUID> listed = new ArrayList<>();
            host.within(connection).forEach(Query.of(Filter.all(), List.of()), session -> listed.add(session.id()));
            assertThat(listed).containsExactlyInAnyOrderElementsOf(added);
            connection.rollback();
        }
        assertThat(host.recorded()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void aListInReadCommitted_skipsWhatOthersDelete(TestDatabase database) throws SQLException {
        Host host = Host.on(database);
        Set<UUID> all = new HashSet<>();
        for (int i = 0; i < 450; i++) {
            ExecutionSession session = session();
            host.store().sessions().add(session);
            all.add(session.id());
        }
        List<UUID> listed = new ArrayList<>();
        try (Connection connection = host.begin()) {
            host.within(connection).forEach(Query.of(Filter.all(), List.of()), session -> {
                if (listed.isEmpty()) {
                    host.store().sessions().removeAll(all);
                }
                listed.add(session.id());
            });
        }
        assertThat(all).containsAll(listed);
        assertThat(host.recorded()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void tasks_areWrittenInTheTransaction(TestDatabase database) throws SQLException {
        Host host = Host.on(database);
        Task committed = task();
        Task rolledBack = task();
        try (Connection connection = host.begin()) {
            EntityStore<Task> within = host.store().within(connection).tasks();
            within.add(committed);
            assertThat(within.find(committed.id())).contains(committed);
            assertThat(host.store().tasks().find(committed.id())).isEmpty();
            connection.commit();
            within.add(rolledBack);
            assertThat(within.remove(committed.id())).isTrue();
            connection.rollback();
        }
        assertThat(host.store().tasks().find(committed.id())).contains(committed);
        assertThat(host.store().tasks().find(rolledBack.id())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void runs_areWrittenInTheTransaction(TestDatabase database) throws SQLException {
        Host host = Host.on(database);
        TaskRun run = TaskRun.first(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID(), NOW, NOW);
        try (Connection connection = host.begin()) {
            TaskRunStore within = host.store().within(connection).taskRuns();
            assertThat(within.add(run)).isTrue();
            assertThat(within.add(run)).isFalse();
            assertThat(within.list(null, 1)).containsExactly(new TaskRunProgress(run, false, null));
            assertThat(within.findProgress(run.taskId())).contains(new TaskRunProgress(run, false, null));
            assertThat(within.count()).isOne();
            assertThat(host.store().taskRuns().find(run.taskId())).isEmpty();
            connection.commit();
            assertThat(within.replace(run.running(NOW), run)).isTrue();
            connection.rollback();
        }
        assertThat(host.store().taskRuns().find(run.taskId())).contains(run);
    }

    private static Task task() {
        return Task.create(TaskDraft.builder().name("task").build(), NOW, Caller.SERVICE, UUID::randomUUID);
    }

    @ParameterizedTest
    @EnumSource
    void aHandleOfJdbi_isTheTransaction(TestDatabase database) throws SQLException {
        Host host = Host.on(database);
        ExecutionSession session = session();
        List<String> notified = new ArrayList<>();
        Jdbi jdbi = Jdbi.create(() -> host.dataSource().getConnection());
        jdbi.useTransaction(handle -> {
            ExecutionSessionStore within = host.store().withinHandle(handle);
            within.sessions().add(session);
            within.afterCommit(() -> notified.add("committed"));
            assertThat(notified).isEmpty();
        });
        jdbi.useTransaction(handle -> {
            ExecutionSessionStore within = host.store().withinHandle(handle);
            within.sessions().add(session());
            within.afterCommit(() -> notified.add("rolled back"));
            handle.rollback();
        });
        assertThat(host.recorded()).containsExactly(session.id());
        assertThat(notified).containsExactly("committed");
    }

    @ParameterizedTest
    @EnumSource
    void theListenersOfATransaction_areNotifiedAfterItsCommit(TestDatabase database) throws SQLException {
        Host host = Host.on(database);
        List<Runnable> afterCommit = new ArrayList<>();
        List<String> notified = new ArrayList<>();
        try (Connection connection = host.begin()) {
            ExecutionSessionStore within = host.store().within(connection, afterCommit::add);
            within.sessions().add(session());
            within.afterCommit(() -> notified.add("committed"));
            host.store().within(connection).afterCommit(() -> notified.add("unknown to the application"));
            connection.commit();
        }
        assertThat(notified).isEmpty();
        afterCommit.forEach(Runnable::run);
        assertThat(notified).containsExactly("committed");
        host.store().afterCommit(() -> notified.add("at once"));
        assertThat(notified).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionInAutocommitMode_isRejected(TestDatabase database) throws SQLException {
        Host host = Host.on(database);
        try (Connection connection = host.dataSource().getConnection()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> host.store().within(connection))
                    .withMessageContaining("setAutoCommit(false)");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClosedConnection_isReported(TestDatabase database) throws SQLException {
        Host host = Host.on(database);
        Connection connection = host.begin();
        EntityStore<ExecutionSession> within = host.within(connection);
        connection.close();
        assertClosed(() -> within.add(session()));
        assertClosed(() -> within.find(UUID.randomUUID()));
        assertClosed(() -> host.store().within(connection));
    }

    private static void assertClosed(ThrowingCallable call) {
        assertThatIllegalStateException().isThrownBy(call).withMessageContaining("closed");
    }

    @ParameterizedTest
    @EnumSource
    void aClosedConnectionOfAPool_isReported(TestDatabase database) throws SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.newUrl());
        try (HikariDataSource pool = new HikariDataSource(config)) {
            JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(pool);
            Connection connection = pool.getConnection();
            connection.setAutoCommit(false);
            EntityStore<ExecutionSession> within = store.within(connection).sessions();
            connection.close();
            assertClosed(() -> within.add(session()));
            assertClosed(() -> store.within(connection));
        }
    }

    @ParameterizedTest
    @EnumSource
    void autocommitThatIsSwitchedOnLater_isRejected(TestDatabase database) throws SQLException {
        Host host = Host.on(database);
        try (Connection connection = host.begin()) {
            EntityStore<ExecutionSession> within = host.within(connection);
            connection.setAutoCommit(true);
            assertThatIllegalStateException()
                    .isThrownBy(() -> within.add(session()))
                    .withMessageContaining("autocommit");
            assertThatIllegalStateException().isThrownBy(() -> within.count(Filter.all()));
        }
        assertThat(host.recorded()).isEmpty();
    }

    @Test
    void aFailedTransactionOfPostgresql_isReported() throws SQLException {
        Host host = Host.on(TestDatabase.POSTGRESQL);
        try (Connection connection = host.begin();
                Statement statement = connection.createStatement()) {
            EntityStore<ExecutionSession> within = host.within(connection);
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> statement.execute("select missing"));
            assertThatIllegalStateException()
                    .isThrownBy(() -> within.add(session()))
                    .withMessageContaining("a statement has failed before");
            assertThatIllegalStateException().isThrownBy(() -> within.find(UUID.randomUUID()));
            connection.rollback();
            within.add(session());
        }
    }

    /** A thousand transactions of four callers. Each records up to three sessions and ends in a commit or a rollback. */
    @ParameterizedTest
    @EnumSource
    void randomTransactions_keepBothTablesEqual(TestDatabase database) throws Exception {
        Host host = Host.on(database);
        ExecutorService callers = Executors.newFixedThreadPool(4);
        Set<UUID> committed = new HashSet<>();
        try {
            List<Future<Set<UUID>>> runs = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                Random random = new Random(caller);
                runs.add(callers.submit(() -> transactions(host, random)));
            }
            for (Future<Set<UUID>> run : runs) {
                committed.addAll(run.get());
            }
        } finally {
            callers.shutdownNow();
        }
        assertThat(host.orders()).isEqualTo(committed);
        assertThat(host.recorded()).isEqualTo(committed);
    }

    private static Set<UUID> transactions(Host host, Random random) throws SQLException {
        Set<UUID> committed = new HashSet<>();
        try (Connection connection = host.begin()) {
            for (int i = 0; i < 250; i++) {
                Set<UUID> added = new HashSet<>();
                for (int j = 0; j <= random.nextInt(3); j++) {
                    ExecutionSession session = session();
                    Host.order(session, connection);
                    host.within(connection).add(session);
                    if (random.nextBoolean()) {
                        host.within(connection).replace(ended(session), session);
                    }
                    added.add(session.id());
                }
                if (random.nextBoolean()) {
                    connection.commit();
                    committed.addAll(added);
                } else {
                    connection.rollback();
                }
            }
        }
        return committed;
    }

    private static ExecutionSession session() {
        return ExecutionSession.create(
                ExecutionSessionDraft.builder()
                        .id(UUID.randomUUID())
                        .user("ACME\\user")
                        .executionResult(ExecutionResult.builder()
                                .status(TaskExecutionStatus.STARTED)
                                .build())
                        .build(),
                NOW,
                Caller.SERVICE,
                UUID::randomUUID);
    }

    private static ExecutionSession ended(ExecutionSession session) {
        return session.update(
                session.content().toBuilder()
                        .executionResult(session.executionResult().toBuilder()
                                .status(TaskExecutionStatus.FINISHED_SUCCESS)
                                .build())
                        .build(),
                NOW.plusSeconds(1),
                Caller.SERVICE,
                UUID::randomUUID);
    }
}
