package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.typed.SessionProperties;
import org.executionsession.jdbi.config.HostTransactions;
import org.executionsession.jdbi.support.TestDatabase;
import org.executionsession.jdbi.support.TransactionPlatform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests stores with a data source that binds its connections to the transactions of an application. */
class BoundConnectionsTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:20:30.456Z");

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    static Stream<Arguments> hosts() {
        return Arrays.stream(TransactionPlatform.values())
                .flatMap(platform ->
                        Arrays.stream(TestDatabase.values()).map(database -> Arguments.of(platform, database)));
    }

    /** An application with a table of its own. */
    private record Host(String url, TransactionPlatform.Bound transactions) {

        JdbiExecutionSessionStore joined() {
            return JdbiExecutionSessionStore.builder(transactions.dataSource())
                    .hostTransactions(transactions)
                    .open();
        }

        void order(ExecutionSession session) throws SQLException {
            try (Connection connection = transactions.dataSource().getConnection();
                    PreparedStatement insert = connection.prepareStatement("insert into orders values (?)")) {
                insert.setObject(1, session.id());
                insert.execute();
            }
        }

        /** Writes a row of the application and a session. */
        void record(ExecutionSession session, JdbiExecutionSessionStore store) throws SQLException {
            order(session);
            store.sessions().add(session);
        }

        Set<String> orders() throws SQLException {
            return Set.copyOf(Arrays.asList(TestDatabase.query(
                            url, "select coalesce(string_agg(cast(session as varchar), ','), '') from orders")
                    .split(",")));
        }
    }

    private Host host(TransactionPlatform platform, TestDatabase database) throws SQLException {
        String url = database.newUrl();
        TestDatabase.execute(url, "create table orders (session uuid)");
        TransactionPlatform.Bound transactions = platform.bind(database, url);
        opened.add(transactions);
        return new Host(url, transactions);
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void aStoreThatDoesNotTakePart_rejectsItsUseInATransaction(TransactionPlatform platform, TestDatabase database)
            throws SQLException {
        Host host = host(platform, database);
        var store = JdbiExecutionSessionStore.open(host.transactions().dataSource());
        ExecutionSession session = session();
        for (int i = 0; i < 2; i++) {
            host.transactions().run(true, () -> {
                host.order(session);
                assertThatIllegalStateException()
                        .isThrownBy(() -> store.sessions().add(session))
                        .withMessageContaining("set hostTransactions of its builder");
                assertThatIllegalStateException()
                        .isThrownBy(() -> store.sessions().find(session.id()));
            });
        }
        assertThat(host.orders())
                .as("the application commits")
                .containsExactly(session.id().toString());
        assertThat(recorded(store)).isEmpty();
        store.sessions().add(session);
        assertThat(recorded(store)).containsExactly(session.id().toString());
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void aRejectedCaller_failsNoOthers(TransactionPlatform platform, TestDatabase database) throws Exception {
        Host host = host(platform, database);
        rejectsCallersInTransactions(
                host, JdbiExecutionSessionStore.open(host.transactions().dataSource()));
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void aTransactionThatIsNotReportedAsActive_isRejected(TransactionPlatform platform, TestDatabase database)
            throws Exception {
        Host host = host(platform, database);
        HostTransactions marked = new HostTransactions() {
            @Override
            public boolean isActive() {
                return false;
            }

            @Override
            public void afterCommit(Runnable action) {
                host.transactions().afterCommit(action);
            }
        };
        rejectsCallersInTransactions(
                host,
                JdbiExecutionSessionStore.builder(host.transactions().dataSource())
                        .hostTransactions(marked)
                        .open());
    }

    /** The first caller in a transaction may come while another thread commits, which must not commit the write of the caller. */
    private void rejectsCallersInTransactions(Host host, JdbiExecutionSessionStore store) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        opened.add(callers::shutdownNow);
        List<CompletableFuture<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            boolean inTransaction = i % 4 == 0;
            calls.add(CompletableFuture.supplyAsync(() -> wasRejected(inTransaction, host, store), callers));
        }
        for (int i = 0; i < calls.size(); i++) {
            assertThat(calls.get(i).get()).isEqualTo(i % 4 == 0);
        }
        assertThat(recorded(store)).hasSize(300);
    }

    private static boolean wasRejected(boolean inTransaction, Host host, JdbiExecutionSessionStore store) {
        boolean[] rejected = {false};
        TransactionPlatform.SqlAction add = () -> {
            try {
                store.sessions().add(session());
            } catch (IllegalStateException rejection) {
                rejected[0] = true;
            }
        };
        try {
            if (inTransaction) {
                host.transactions().run(true, add);
            } else {
                add.run();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
        return rejected[0];
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void aStore_isNotOpenedInATransaction(TransactionPlatform platform, TestDatabase database) throws SQLException {
        Host host = host(platform, database);
        host.transactions().run(true, () -> {
            host.order(session());
            assertThatIllegalStateException()
                    .isThrownBy(host::joined)
                    .withMessageContaining("open the store outside of a transaction");
        });
        assertThat(host.orders()).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void aJoinedStore_readsAndWritesInTheTransaction(TransactionPlatform platform, TestDatabase database)
            throws SQLException {
        Host host = host(platform, database);
        var store = host.joined();
        ExecutionSession outside = session();
        ExecutionSession committed = session();
        ExecutionSession rolledBack = session();
        List<ExecutionSession> notified = new ArrayList<>();
        store.sessions().add(outside);
        for (ExecutionSession session : List.of(committed, rolledBack)) {
            host.transactions().run(session == committed, () -> {
                host.record(session, store);
                store.afterCommit(() -> notified.add(session));
                assertThat(store.sessions().find(session.id())).contains(session);
                assertThat(store.sessions().count(SessionProperties.USER.eq("nobody")))
                        .isZero();
                assertThat(recorded(store))
                        .contains(outside.id().toString(), session.id().toString());
                assertThat(notified).doesNotContain(session);
                assertThat(CompletableFuture.supplyAsync(() -> recorded(store)).join())
                        .as("seen by others")
                        .doesNotContain(session.id().toString());
            });
        }
        assertThat(host.orders()).containsExactly(committed.id().toString());
        assertThat(recorded(store))
                .containsExactlyInAnyOrder(
                        outside.id().toString(), committed.id().toString());
        assertThat(notified).containsExactly(committed);
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void checks_endNoTransaction(TransactionPlatform platform, TestDatabase database) throws SQLException {
        Host host = host(platform, database);
        var store = host.joined();
        host.transactions().run(false, () -> {
            host.order(session());
            store.checkPrivileges();
            store.checkWrite();
            store.backfillColumns();
        });
        assertThat(host.orders()).containsExactly("");
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void anInnerTransaction_endsByItself(TransactionPlatform platform, TestDatabase database) throws SQLException {
        Host host = host(platform, database);
        var store = host.joined();
        ExecutionSession inner = session();
        ExecutionSession innerRolledBack = session();
        ExecutionSession outer = session();
        host.transactions().run(false, () -> {
            host.record(outer, store);
            host.transactions().run(true, () -> host.record(inner, store));
            host.transactions().run(false, () -> host.record(innerRolledBack, store));
        });
        assertThat(recorded(store))
                .isEqualTo(host.orders())
                .containsExactly(inner.id().toString());
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void aTransactionThatHasTimedOut_recordsNothing(TransactionPlatform platform, TestDatabase database)
            throws SQLException {
        Host host = host(platform, database);
        var store = host.joined();
        assertThatThrownBy(
                () -> host.transactions().runAfterTimeout(() -> store.sessions().add(session())));
        assertThat(recorded(store)).isEmpty();
        store.sessions().add(session());
        assertThat(recorded(store)).hasSize(1);
    }

    /** The bar for embedding: whatever the host does, its rows and the sessions agree. */
    @ParameterizedTest
    @MethodSource("hosts")
    void afterAThousandTransactions_rowsAndSessionsAgree(TransactionPlatform platform, TestDatabase database)
            throws Exception {
        Host host = host(platform, database);
        var store = host.joined();
        Set<String> expected = new HashSet<>();
        ExecutorService callers = Executors.newFixedThreadPool(4);
        opened.add(callers::shutdownNow);
        Random random = new Random(20261127);
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            boolean commits = random.nextBoolean();
            ExecutionSession session = session();
            if (commits) {
                expected.add(session.id().toString());
            }
            calls.add(CompletableFuture.runAsync(
                    () -> host.transactions().run(commits, () -> host.record(session, store)), callers));
        }
        calls.forEach(CompletableFuture::join);
        assertThat(recorded(store)).isEqualTo(expected);
        assertThat(host.orders()).isEqualTo(expected);
    }

    private static Set<String> recorded(JdbiExecutionSessionStore store) {
        Set<String> ids = new HashSet<>();
        store.sessions()
                .forEach(
                        Query.of(Filter.all(), List.of()),
                        session -> ids.add(session.id().toString()));
        return ids;
    }

    private static ExecutionSession session() {
        return ExecutionSession.create(ExecutionSessionDraft.builder().build(), NOW, Caller.SERVICE, UUID::randomUUID);
    }
}
