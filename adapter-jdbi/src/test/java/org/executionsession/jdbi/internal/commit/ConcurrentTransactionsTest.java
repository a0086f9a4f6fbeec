package org.executionsession.jdbi.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.executionsession.jdbi.config.Durability;
import org.executionsession.jdbi.internal.sql.PostgresqlDialect;
import org.executionsession.jdbi.support.EmbeddedPostgresql;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests when a second transaction starts on a real PostgreSQL. Latches hold the first one. */
@Timeout(60)
class ConcurrentTransactionsTest {

    private final HikariDataSource pool = EmbeddedPostgresql.newDatabase();
    private final AtomicInteger transactions = new AtomicInteger();
    private final GroupCommit writes = writes(Duration.ofHours(1));
    private final ExecutorService callers = Executors.newCachedThreadPool();

    private final CountDownLatch runsStatements = new CountDownLatch(1);
    private final CountDownLatch endStatements = new CountDownLatch(1);
    private final CountDownLatch commits = new CountDownLatch(1);
    private final CountDownLatch endCommit = new CountDownLatch(1);

    private final WriteOperation<Integer, Integer> insert =
            WriteOperation.oneByOne("insert", ConcurrentTransactionsTest::insert);
    private final WriteOperation<Integer, Integer> hold = WriteOperation.oneByOne("hold", (handle, number) -> {
        runsStatements.countDown();
        await(endStatements);
        return insert(handle, number);
    });

    @BeforeEach
    void createTable() {
        Jdbi.create(pool).useHandle(handle -> handle.execute("create table written (number int)"));
    }

    @AfterEach
    void end() {
        endStatements.countDown();
        endCommit.countDown();
        callers.shutdownNow();
        pool.close();
    }

    @Test
    void whileATransactionRunsStatements_allOtherWritesAreQueued() {
        CompletableFuture<Integer> first = run(hold, 0);
        await(runsStatements);
        List<CompletableFuture<Integer>> others =
                IntStream.range(1, 20).mapToObj(i -> run(insert, i)).toList();
        HeldWrites.awaitQueued(writes, others.size());
        endStatements.countDown();
        endCommit.countDown();
        others.forEach(CompletableFuture::join);
        assertThat(first.join()).isZero();
        assertThat(transactions).hasValue(2);
    }

    @Test
    void whileATransactionRunsStatements_manyQueuedWritesStartAnotherOne() {
        CompletableFuture<Integer> first = run(hold, 0);
        await(runsStatements);
        List<CompletableFuture<Integer>> others = IntStream.rangeClosed(1, GroupCommit.LARGE_GROUP)
                .mapToObj(i -> run(insert, i))
                .toList();
        others.forEach(CompletableFuture::join);
        assertThat(first).isNotDone();
        endStatements.countDown();
        endCommit.countDown();
        assertThat(first.join()).isZero();
    }

    @Test
    void whileATransactionWaitsForItsCommit_anotherOneIsDone() {
        endStatements.countDown();
        CompletableFuture<Integer> first = run(hold, 0);
        await(commits);
        assertThat(run(insert, 1).join()).isOne();
        assertThat(first).isNotDone();
        endCommit.countDown();
        assertThat(first.join()).isZero();
    }

    @Test
    void aTransactionWhoseStatementsTakeLong_doesNotStopOtherWrites() {
        GroupCommit impatient = writes(Duration.ofMillis(1));
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> impatient.run(hold, 0), callers);
        await(runsStatements);
        assertThat(impatient.run(insert, 1)).isOne();
        assertThat(first).isNotDone();
        endStatements.countDown();
        endCommit.countDown();
        assertThat(first.join()).isZero();
    }

    @Test
    void whileATransactionTakesLong_theOtherTransactionsFollowEachOtherAtOnce() {
        GroupCommit impatient = writes(Duration.ofSeconds(2));
        CompletableFuture<Integer> first = CompletableFuture.supplyAsync(() -> impatient.run(hold, 0), callers);
        await(runsStatements);
        // The first of them waits for two seconds. If each one did, they would exceed the timeout of the test.
        for (int number = 1; number <= 40; number++) {
            assertThat(impatient.run(insert, number)).isEqualTo(number);
        }
        assertThat(first).isNotDone();
        endStatements.countDown();
        endCommit.countDown();
        assertThat(first.join()).isZero();
    }

    /** Returns a group commit that waits so long for the statements of a transaction. */
    private GroupCommit writes(Duration patience) {
        return new GroupCommit(
                Jdbi.create(this::connection),
                new PostgresqlDialect(),
                new GroupCommit.Settings(
                        100,
                        Duration.ofMinutes(1),
                        Durability.FSYNC,
                        (writes, nanos) -> {},
                        "no connection",
                        patience));
    }

    private CompletableFuture<Integer> run(WriteOperation<Integer, Integer> write, int number) {
        return CompletableFuture.supplyAsync(() -> writes.run(write, number), callers);
    }

    private static int insert(Handle handle, int number) {
        handle.execute("insert into written values (?)", number);
        return number;
    }

    /** Returns a connection; the first one waits in its commit. */
    private Connection connection() throws SQLException {
        Connection connection = pool.getConnection();
        boolean isFirst = transactions.getAndIncrement() == 0;
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (isFirst && method.getName().equals("commit")) {
                        commits.countDown();
                        await(endCommit);
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException failure) {
                        throw failure.getCause();
                    }
                });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
