package org.executionsession.jdbi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.exception.QueryTimeoutException;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SharedQueryTimeout;
import org.executionsession.domain.query.SortKey;
import org.executionsession.jdbi.config.Durability;
import org.executionsession.jdbi.internal.sql.CancellableQuery;
import org.executionsession.jdbi.internal.sql.QueryTimeout;
import org.executionsession.jdbi.support.EmbeddedPostgresql;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.ResultIterator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests that a slow query ends in the database when the caller cancels it, or when it exceeds the query timeout. */
public class QueryCancellationTest {

    private static final int SESSIONS = 1_000;

    /** A query timeout that no read reaches by itself. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private static final AppReference APP =
            AppReference.builder().id(new UUID(1, 1)).name("Sales").build();

    /** A database that finds rows quickly up to a given row, and takes 100 milliseconds for each further row. */
    private enum Slow {
        H2 {
            @Override
            HikariDataSource open() {
                HikariConfig config = new HikariConfig();
                config.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID());
                return new HikariDataSource(config);
            }

            @Override
            String delay() {
                return "slow_row() > 0";
            }

            @Override
            void prepare(Statement statement) throws SQLException {
                statement.execute(
                        "create alias slow_row for \"org.executionsession.jdbi.QueryCancellationTest.slowRow\"");
            }

            @Override
            String running() {
                return "select count(*) from information_schema.sessions where session_id <> session_id()"
                        + " and executing_statement is not null";
            }
        },

        POSTGRESQL {
            @Override
            HikariDataSource open() {
                return EmbeddedPostgresql.newDatabase();
            }

            @Override
            String delay() {
                return "pg_sleep(0.1) is not null";
            }

            @Override
            void prepare(Statement statement) {
                // PostgreSQL has pg_sleep.
            }

            @Override
            String running() {
                return "select count(*) from pg_stat_activity where state = 'active' and datname = current_database()"
                        + " and pid <> pg_backend_pid()";
            }
        };

        abstract HikariDataSource open();

        abstract String delay();

        abstract void prepare(Statement statement) throws SQLException;

        abstract String running();

        /** H2 finds the apps of a million sessions in less than a second, and looks for a cancellation only then. */
        List<Read> reads() {
            return Stream.of(Read.values())
                    .filter(read -> this != H2 || read != Read.APPS)
                    .toList();
        }
    }

    /** Sleeps: H2 has no SQL function for this, and checks for a cancellation only every 128 rows. */
    public static int slowRow() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(20);
        return 1;
    }

    /** The kind of read. */
    private enum Read {
        LIST {
            @Override
            void from(JdbiExecutionSessionStore store, CancellationSignal signal) {
                store.sessions().forEach(Query.of(Filter.all(), List.of()), session -> {}, signal);
            }
        },
        LIST_ORDERED_BY_COLUMN {
            @Override
            void from(JdbiExecutionSessionStore store, CancellationSignal signal) {
                store.sessions().forEach(orderedBy("retries"), session -> {}, signal);
            }
        },
        LIST_ORDERED_BY_DOCUMENT {
            @Override
            void from(JdbiExecutionSessionStore store, CancellationSignal signal) {
                store.sessions()
                        .forEach(
                                orderedBy("reloadTask.operational.lastExecutionResult.stopTime"),
                                session -> {},
                                signal);
            }
        },
        COUNT {
            @Override
            void from(JdbiExecutionSessionStore store, CancellationSignal signal) {
                store.sessions().count(Filter.all(), signal);
            }
        },
        APPS {
            @Override
            void from(JdbiExecutionSessionStore store, CancellationSignal signal) {
                store.sessionsOfApps(Integer.MAX_VALUE, signal);
            }
        };

        abstract void from(JdbiExecutionSessionStore store, CancellationSignal signal);

        private static Query<ExecutionSession> orderedBy(String path) {
            return Query.of(
                    Filter.all(),
                    List.of(new SortKey<>(
                            QueryableProperties.SESSIONS.find(path).orElseThrow(), false)));
        }
    }

    private static JdbiExecutionSessionStore store(
            Slow database, HikariDataSource pool, int slowFrom, Duration queryTimeout) throws SQLException {
        JdbiExecutionSessionStore store = JdbiExecutionSessionStore.builder(pool)
                .durability(Durability.NO_FSYNC)
                .queryTimeout(queryTimeout)
                .open();
        store.sessions()
                .addAll(IntStream.range(0, SESSIONS)
                        .mapToObj(i -> ExecutionSession.create(
                                ExecutionSessionDraft.builder()
                                        .id(new UUID(0, i + 1))
                                        .retries(i)
                                        .app(APP)
                                        .build(),
                                Instant.EPOCH,
                                Caller.SERVICE,
                                UUID::randomUUID))
                        .toList());
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            database.prepare(statement);
            statement.execute("alter table execution_session rename to all_sessions");
            statement.execute("create view execution_session as select * from all_sessions where q_retries < "
                    + slowFrom + " or " + database.delay());
        }
        return store;
    }

    @ParameterizedTest
    @CsvSource({
        "H2,LIST,0",
        "H2,LIST,450",
        "H2,LIST_ORDERED_BY_COLUMN,450",
        "H2,COUNT,0",
        "POSTGRESQL,LIST,0",
        "POSTGRESQL,LIST,450",
        "POSTGRESQL,LIST_ORDERED_BY_COLUMN,450",
        "POSTGRESQL,LIST_ORDERED_BY_DOCUMENT,450",
        "POSTGRESQL,COUNT,0",
        "POSTGRESQL,APPS,0"
    })
    void aCancelledRead_isCancelledInTheDatabase(Slow database, Read read, int slowFrom) throws Exception {
        try (HikariDataSource pool = database.open()) {
            JdbiExecutionSessionStore store = store(database, pool, slowFrom, LONG);
            CompletableFuture<Runnable> cancel = new CompletableFuture<>();
            CancellationSignal signal = action -> {
                cancel.complete(action);
                return () -> {};
            };
            ExecutorService thread = Executors.newSingleThreadExecutor();
            try {
                Future<Throwable> reading = thread.submit(() -> catchThrowable(() -> read.from(store, signal)));
                await(pool, database, 1);
                cancel.get(50, TimeUnit.SECONDS).run();
                assertThat(reading.get(50, TimeUnit.SECONDS)).isInstanceOf(CancellationException.class);
                await(pool, database, 0);
                assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
                assertThat(store.results().count(Filter.all())).isEqualTo(SESSIONS);
            } finally {
                thread.shutdownNow();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Slow.class)
    void aReadBeyondItsTimeout_isCancelled(Slow database) throws Exception {
        try (HikariDataSource pool = database.open()) {
            JdbiExecutionSessionStore store = store(database, pool, 450, Duration.ofSeconds(1));
            for (Read read : database.reads()) {
                assertThatExceptionOfType(QueryTimeoutException.class)
                        .isThrownBy(() -> read.from(store, CancellationSignal.NONE))
                        .withMessageContaining("longer than the limit of 1.0 s");
            }
            await(pool, database, 0);
        }
    }

    /** Otherwise, a request of many reads could use the database for many times as long. */
    @ParameterizedTest
    @EnumSource(Slow.class)
    void readsThatShareATimeout_haveWhatTheOthersLeave(Slow database) throws Exception {
        try (HikariDataSource pool = database.open()) {
            JdbiExecutionSessionStore store = store(database, pool, 450, LONG);
            for (Read read : database.reads()) {
                SharedQueryTimeout shared = sharedWith(Duration.ofMillis(200));
                assertThatExceptionOfType(QueryTimeoutException.class)
                        .isThrownBy(() -> read.from(store, shared))
                        .withMessageContaining("longer than the limit of 600.0 s");
                assertThat(shared.left(LONG)).isZero();
            }
            await(pool, database, 0);
        }
    }

    @ParameterizedTest
    @EnumSource(Slow.class)
    void aReadWithoutTimeLeft_doesNotBegin(Slow database) throws Exception {
        try (HikariDataSource pool = database.open()) {
            JdbiExecutionSessionStore store = store(database, pool, SESSIONS, LONG);
            for (Read read : Read.values()) {
                SharedQueryTimeout shared = sharedWith(Duration.ofMinutes(-1));
                assertThatExceptionOfType(QueryTimeoutException.class).isThrownBy(() -> read.from(store, shared));
            }
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    /** Documents are compared after they are read, when no query works. */
    @ParameterizedTest
    @EnumSource(Slow.class)
    void theComparisonsOfDocuments_countForASharedTimeout(Slow database) throws Exception {
        try (HikariDataSource pool = database.open()) {
            JdbiExecutionSessionStore store = store(database, pool, SESSIONS, LONG);
            SharedQueryTimeout shared = sharedWith(Duration.ofMillis(500));
            Property<ExecutionSession> inDocuments = QueryableProperties.SESSIONS
                    .find("reloadTask.operational.lastExecutionResult.stopTime")
                    .orElseThrow();
            Filter<ExecutionSession> none = new Filter.Comparison<>(inDocuments, Operator.GT, Instant.MAX);
            Filter<ExecutionSession> takesSeconds =
                    new Filter.Or<>(Stream.generate(() -> none).limit(200_000).toList());
            SortKey<ExecutionSession> byColumn =
                    new SortKey<>(QueryableProperties.SESSIONS.find("retries").orElseThrow(), false);
            assertThatExceptionOfType(QueryTimeoutException.class)
                    .isThrownBy(() ->
                            store.sessions().forEach(Query.of(takesSeconds, List.of(byColumn)), session -> {}, shared));
        }
    }

    @ParameterizedTest
    @EnumSource(Slow.class)
    void theTimeOfTheConsumer_doesNotCountForASharedTimeout(Slow database) throws Exception {
        try (HikariDataSource pool = database.open()) {
            JdbiExecutionSessionStore store = store(database, pool, SESSIONS, LONG);
            SharedQueryTimeout shared = sharedWith(Duration.ofSeconds(20));
            int[] rows = new int[1];
            store.sessions()
                    .forEach(
                            Query.of(Filter.all(), List.of()),
                            session -> {
                                if (rows[0]++ == 250) {
                                    pause();
                                }
                            },
                            shared);
            assertThat(rows[0]).isEqualTo(SESSIONS);
            assertThat(shared.left(LONG)).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(Slow.class)
    void theTimeOfTheConsumer_doesNotCountForTheTimeout(Slow database) throws Exception {
        try (HikariDataSource pool = database.open()) {
            JdbiExecutionSessionStore store = store(database, pool, SESSIONS, Duration.ofSeconds(3));
            int[] rows = new int[1];
            store.sessions().forEach(Query.of(Filter.all(), List.of()), session -> {
                if (rows[0]++ == 250) {
                    pause();
                }
            });
            assertThat(rows[0]).isEqualTo(SESSIONS);
        }
    }

    /** A pool takes a connection for broken if a closed statement is cancelled: the read would fail instead of being cancelled. */
    @Test
    void aStatement_isNotClosedWhileItIsCancelled() throws Exception {
        try (HikariDataSource pool = Slow.H2.open();
                Handle handle = Jdbi.create(pool).open();
                org.jdbi.v3.core.statement.Query query = handle.createQuery("select * from system_range(1, 3)")) {
            Thread reader = Thread.currentThread();
            CompletableFuture<Void> cancelling = new CompletableFuture<>();
            CompletableFuture<Boolean> closed = new CompletableFuture<>();
            CompletableFuture<Runnable> cancel = new CompletableFuture<>();
            try (CancellableQuery cancellable = CancellableQuery.of(
                    query,
                    running -> {
                        cancelling.complete(null);
                        while (reader.getState() != Thread.State.BLOCKED && !running.isClosed()) {
                            Thread.onSpinWait();
                        }
                        closed.complete(running.isClosed());
                    },
                    QueryTimeout.of(LONG, CancellationSignal.NONE),
                    action -> {
                        cancel.complete(action);
                        return () -> {};
                    })) {
                try (ResultIterator<Integer> rows = query.mapTo(Integer.class).iterator()) {
                    cancel.get(50, TimeUnit.SECONDS).run();
                    cancelling.get(50, TimeUnit.SECONDS);
                    assertThatExceptionOfType(CancellationException.class)
                            .isThrownBy(() -> cancellable.forEach(rows, row -> true, row -> true));
                }
                assertThat(closed.get(50, TimeUnit.SECONDS)).isFalse();
            }
        }
    }

    /** PostgreSQL cannot cancel a query while it compiles it. */
    @Test
    void postgresql_compilesNoRead() throws Exception {
        try (HikariDataSource pool = Slow.POSTGRESQL.open()) {
            JdbiExecutionSessionStore store = store(Slow.POSTGRESQL, pool, SESSIONS, Duration.ofMinutes(1));
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create or replace view execution_session as select * from all_sessions"
                        + " where current_setting('jit') = 'off'");
            }
            int[] rows = {0};
            store.sessions().forEach(Query.of(Filter.all(), List.of()), session -> rows[0]++);
            assertThat(rows[0]).isEqualTo(SESSIONS);
            assertThat(store.sessions().count(Filter.all())).isEqualTo(SESSIONS);
        }
    }

    /** Returns the timeout of reads of which the earlier ones have left so much of the long one. */
    private static SharedQueryTimeout sharedWith(Duration left) {
        SharedQueryTimeout shared = SharedQueryTimeout.of(CancellationSignal.NONE);
        shared.use(LONG.minus(left));
        return shared;
    }

    /** Waits longer than the query timeout. */
    private static void pause() {
        LockSupport.parkNanos(Duration.ofSeconds(4).toNanos());
    }

    private static void await(HikariDataSource pool, Slow database, int running) throws SQLException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        int seen = -1;
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            while (seen != running) {
                assertThat(System.nanoTime()).as("%s queries run", seen).isLessThan(end);
                try (ResultSet count = statement.executeQuery(database.running())) {
                    count.next();
                    seen = count.getInt(1);
                }
            }
        }
    }
}
