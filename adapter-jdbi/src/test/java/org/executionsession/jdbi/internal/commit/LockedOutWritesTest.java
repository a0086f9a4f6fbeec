package org.executionsession.jdbi.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.executionsession.jdbi.config.CommitListener;
import org.executionsession.jdbi.config.Durability;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.H2Dialect;
import org.executionsession.jdbi.internal.sql.LimitedRows;
import org.executionsession.jdbi.internal.sql.PostgresqlDialect;
import org.executionsession.jdbi.support.TestDatabase;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests writes of rows that a transaction of the application holds: they must not make the others wait. */
@Timeout(60)
class LockedOutWritesTest {

    private static final int HELD = 1;

    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final AtomicInteger tries = new AtomicInteger();
    private final WriteOperation<Integer, Integer> increment =
            WriteOperation.oneByOne("increment", LockedOutWritesTest::increment);
    private final WriteOperation<Integer, Integer> incrementHeld =
            WriteOperation.oneByOne("increment", (handle, id) -> {
                tries.incrementAndGet();
                return increment(handle, id);
            });

    private final Queue<Condition> failures = new ConcurrentLinkedQueue<>();

    private HikariDataSource pool;
    private Connection host;
    private GroupCommit writes;

    private void open(TestDatabase database) throws SQLException {
        String url = database.newUrl();
        Dialect dialect = database == TestDatabase.H2 ? new H2Dialect() : new PostgresqlDialect();
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        pool = new HikariDataSource(config);
        Jdbi jdbi = Jdbi.create(pool);
        jdbi.useHandle(handle -> {
            dialect.prepare(handle);
            handle.execute("create table counted (id int primary key, times int not null)");
            handle.execute("insert into counted values (1, 0), (2, 0), (3, 0)");
        });
        writes = new GroupCommit(
                jdbi,
                dialect,
                new GroupCommit.Settings(
                        100, Duration.ofMinutes(1), Durability.FSYNC, failures(), "no connection became free in time"));
        host = DriverManager.getConnection(url);
        host.setAutoCommit(false);
        host.createStatement().execute("update counted set times = 100 where id = " + HELD);
    }

    @AfterEach
    void close() throws SQLException {
        callers.shutdownNow();
        host.close();
        pool.close();
    }

    private CommitListener failures() {
        return new CommitListener() {
            @Override
            public void committed(int committed, long nanos) {}

            @Override
            public void failed(Condition condition) {
                failures.add(condition);
            }
        };
    }

    private static int increment(Handle handle, int id) {
        handle.execute("update counted set times = times + 1 where id = ?", id);
        return id;
    }

    private CompletableFuture<Integer> run(WriteOperation<Integer, Integer> write, int id) {
        return CompletableFuture.supplyAsync(() -> writes.run(write, id), callers);
    }

    private void awaitTries(int count) throws InterruptedException {
        while (tries.get() < count) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the test timed out");
            }
            Thread.onSpinWait();
        }
    }

    private List<Integer> times() {
        return Jdbi.create(pool)
                .withHandle(handle -> handle.createQuery("select times from counted order by id")
                        .mapTo(Integer.class)
                        .list());
    }

    @ParameterizedTest
    @EnumSource
    void writesOfOtherRows_doNotWait(TestDatabase database) throws Exception {
        open(database);
        List<CompletableFuture<Integer>> lockedOut =
                IntStream.range(0, 5).mapToObj(i -> run(incrementHeld, HELD)).toList();
        awaitTries(5);
        assertThat(writes.run(increment, 2)).isEqualTo(2);
        assertThat(lockedOut).noneMatch(CompletableFuture::isDone);
        awaitTries(11);
        host.commit();
        assertThat(lockedOut).allSatisfy(write -> assertThat(write.join()).isEqualTo(HELD));
        assertThat(times()).containsExactly(105, 1, 0);
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void writesOfOtherRows_doNotWaitForTheNextTry(TestDatabase database) throws Exception {
        open(database);
        CountDownLatch goOn = new CountDownLatch(1);
        WriteOperation<Integer, Integer> held = WriteOperation.oneByOne("increment", (handle, id) -> {
            if (tries.incrementAndGet() > 1) {
                await(goOn);
            }
            return increment(handle, id);
        });
        CompletableFuture<Integer> lockedOut = run(held, HELD);
        awaitTries(2);
        assertThat(run(increment, 2).get(30, TimeUnit.SECONDS)).isEqualTo(2);
        host.rollback();
        goOn.countDown();
        assertThat(lockedOut.join()).isEqualTo(HELD);
        assertThat(times()).containsExactly(1, 1, 0);
    }

    /** With short waits only, a write would fail though each lock is held for a moment. */
    @Test
    void locksThatOthersTakeAllTheTime_areReceivedInTurn() throws Exception {
        open(TestDatabase.POSTGRESQL);
        GroupCommit other = new GroupCommit(
                Jdbi.create(pool), new PostgresqlDialect(), new GroupCommit.Settings(100, Duration.ofMinutes(1)));
        try (Handle handle = Jdbi.create(pool).open()) {
            handle.execute("create table slow (id serial)");
            handle.execute("create function wait() returns trigger language plpgsql"
                    + " as $$ begin perform pg_sleep(0.06); return null; end $$");
            handle.execute("create constraint trigger slow_commit after insert on slow deferrable initially deferred"
                    + " for each row execute function wait()");
        }
        WriteOperation<Integer, Integer> writeSlowly = new WriteOperation<>() {
            @Override
            public String action() {
                return "write";
            }

            @Override
            public List<WriteResult<Integer>> applyAll(Handle handle, List<Integer> numbers) {
                new PostgresqlDialect().lockAddition(handle, LimitedRows.SELECTIONS);
                handle.execute("insert into slow default values");
                return numbers.stream().map(WriteResult::done).toList();
            }
        };
        List<CompletableFuture<Void>> threads = IntStream.range(0, 32)
                .mapToObj(thread -> CompletableFuture.runAsync(
                        () -> IntStream.range(0, 4)
                                .forEach(number -> (thread % 2 == 0 ? writes : other).run(writeSlowly, number)),
                        callers))
                .toList();
        assertThat(threads).allSatisfy(thread -> assertThat(thread).succeedsWithin(Duration.ofSeconds(50)));
    }

    /** It is unknown whether the writes are committed. */
    @Test
    void aTimeoutOfTheCommit_isNotTriedAgain() throws Exception {
        open(TestDatabase.POSTGRESQL);
        host.rollback();
        try (Handle handle = Jdbi.create(pool).open()) {
            handle.execute("create function fail() returns trigger language plpgsql"
                    + " as $$ begin raise exception using errcode = '55P03'; end $$");
            handle.execute(
                    "create constraint trigger failing_commit after update on counted deferrable initially deferred"
                            + " for each row execute function fail()");
        }
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> writes.run(incrementHeld, 2));
        assertThat(tries).hasValue(1);
        assertThat(failures).containsExactly(Condition.LOCKED);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interruption) {
            throw new IllegalStateException(interruption);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGroupWithALockedOutWrite_isCommittedWithoutIt(TestDatabase database) throws Exception {
        open(database);
        List<CompletableFuture<Integer>> group = IntStream.range(0, 30)
                .mapToObj(i -> i % 3 == 0 ? run(incrementHeld, HELD) : run(increment, 2 + i % 2))
                .toList();
        for (int i = 0; i < group.size(); i++) {
            if (i % 3 != 0) {
                group.get(i).join();
            }
        }
        host.rollback();
        group.forEach(CompletableFuture::join);
        assertThat(times()).containsExactly(10, 10, 10);
    }

    @ParameterizedTest
    @EnumSource
    void aLockThatIsNotReleased_isReported(TestDatabase database) throws Exception {
        open(database);
        assertThatExceptionOfType(StoreUnavailableException.class)
                .isThrownBy(() -> writes.run(incrementHeld, HELD))
                .satisfies(failure -> assertThat(failure.condition()).isEqualTo(Condition.LOCKED));
        assertThat(failures).containsExactly(Condition.LOCKED);
        host.rollback();
        assertThat(writes.run(increment, HELD)).isEqualTo(HELD);
        assertThat(times()).containsExactly(1, 0, 0);
    }

    @ParameterizedTest
    @EnumSource
    void theConnections_keepTheirTimeout(TestDatabase database) throws Exception {
        open(database);
        writes.run(increment, 2);
        String timeout = database == TestDatabase.H2 ? "call lock_timeout()" : "show lock_timeout";
        Jdbi jdbi = Jdbi.create(pool);
        String before = Jdbi.create(host)
                .withHandle(handle ->
                        handle.createQuery(timeout).mapTo(String.class).one());
        for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
            assertThat(jdbi.<String, RuntimeException>withHandle(handle ->
                            handle.createQuery(timeout).mapTo(String.class).one()))
                    .isEqualTo(before);
        }
    }
}
