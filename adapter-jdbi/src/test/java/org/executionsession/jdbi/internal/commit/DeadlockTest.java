package org.executionsession.jdbi.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.jdbi.internal.sql.PostgresqlDialect;
import org.executionsession.jdbi.support.EmbeddedPostgresql;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests deadlocks between two transactions on a real PostgreSQL, which aborts one of them. */
@Timeout(60)
class DeadlockTest {

    private final HikariDataSource pool = EmbeddedPostgresql.newDatabase();
    private final Jdbi jdbi = Jdbi.create(pool);
    private final GroupCommit writes =
            new GroupCommit(jdbi, new PostgresqlDialect(), new GroupCommit.Settings(100, Duration.ofMinutes(1)));
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final CyclicBarrier bothHoldOne = new CyclicBarrier(2);
    private final Set<Crossing> triedBefore = ConcurrentHashMap.newKeySet();
    private final AtomicInteger tries = new AtomicInteger();

    private final WriteOperation<Crossing, Crossing> cross = WriteOperation.oneByOne("cross", this::cross);
    private final WriteOperation<Integer, Integer> touch = WriteOperation.oneByOne("touch", DeadlockTest::touch);

    /** Updates one row and then another one. */
    private record Crossing(int first, int second) {}

    @BeforeEach
    void createTable() {
        jdbi.useHandle(handle -> {
            handle.execute("create table touched (id int primary key, times int not null)");
            handle.execute("insert into touched values (1, 0), (2, 0), (3, 0)");
        });
    }

    @AfterEach
    void end() {
        callers.shutdownNow();
        pool.close();
    }

    @Test
    void deadlockedWrites_areBothRetriedAndDone() throws Exception {
        CompletableFuture<Crossing> one = run(cross, new Crossing(1, 2));
        // Two writes of the same group would wait for each other in one thread.
        awaitTries(1);
        CompletableFuture<Crossing> other = run(cross, new Crossing(2, 1));
        assertThat(one.join()).isEqualTo(new Crossing(1, 2));
        assertThat(other.join()).isEqualTo(new Crossing(2, 1));
        assertThat(times()).containsExactly(2, 2, 0);
        assertThat(tries.get()).as("tries, with at least one retry").isGreaterThan(2);
    }

    @Test
    void aGroupThatDeadlocks_isRetriedAsAWhole() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        WriteOperation<Integer, Integer> hold = WriteOperation.oneByOne("hold", (handle, number) -> {
            tries.incrementAndGet();
            await(goOn);
            return number;
        });
        int writers = new PostgresqlDialect().maxWriters();
        for (int writer = 1; writer <= writers; writer++) {
            run(hold, writer);
            awaitTries(writer);
        }
        tries.set(0);
        CompletableFuture<Crossing> crossing = run(cross, new Crossing(1, 2));
        awaitQueued(1);
        CompletableFuture<Integer> neighbour = run(touch, 3);
        awaitQueued(2);
        CompletableFuture<Void> stranger = CompletableFuture.runAsync(this::crossPatiently, callers);
        goOn.countDown();

        assertThat(crossing.join()).isEqualTo(new Crossing(1, 2));
        assertThat(neighbour.join()).isEqualTo(3);
        stranger.join();
        assertThat(times()).containsExactly(2, 2, 1);
        // On a slow machine, the locks of the stranger can keep the second attempt out, too.
        assertThat(tries).hasValueGreaterThanOrEqualTo(2);
    }

    @Test
    void aDeadlockAtEachAttempt_isRejected() {
        WriteOperation<Integer, Integer> alwaysEnded = WriteOperation.oneByOne("cross", (handle, number) -> {
            tries.incrementAndGet();
            touch(handle, number);
            handle.execute("do $$ begin raise exception 'deadlock' using errcode = '40P01'; end $$");
            return number;
        });
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> writes.run(alwaysEnded, 1));
        assertThat(tries).hasValue(Transactions.ATTEMPTS);
        assertThat(times()).containsExactly(0, 0, 0);
    }

    private Crossing cross(Handle handle, Crossing crossing) {
        tries.incrementAndGet();
        touch(handle, crossing.first());
        if (triedBefore.add(crossing)) {
            meet();
        }
        touch(handle, crossing.second());
        return crossing;
    }

    /** Causes a deadlock from a transaction outside the group commit. Its long timeout lets the other one detect the deadlock. */
    private void crossPatiently() {
        jdbi.useTransaction(handle -> {
            handle.execute("set local deadlock_timeout = '60s'");
            touch(handle, 2);
            meet();
            touch(handle, 1);
        });
    }

    private static int touch(Handle handle, int id) {
        handle.execute("update touched set times = times + 1 where id = ?", id);
        return id;
    }

    private void meet() {
        try {
            bothHoldOne.await();
        } catch (InterruptedException | BrokenBarrierException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    private void awaitQueued(int count) throws InterruptedException {
        await(() -> writes.queued() >= count);
    }

    private void awaitTries(int count) throws InterruptedException {
        await(() -> tries.get() >= count);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the test timed out");
            }
            Thread.onSpinWait();
        }
    }

    private <I, T> CompletableFuture<T> run(WriteOperation<I, T> write, I input) {
        return CompletableFuture.supplyAsync(() -> writes.run(write, input), callers);
    }

    private List<Integer> times() {
        return jdbi.withHandle(handle -> handle.createQuery("select times from touched order by id")
                .mapTo(Integer.class)
                .list());
    }
}
