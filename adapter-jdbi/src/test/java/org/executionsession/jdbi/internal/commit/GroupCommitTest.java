package org.executionsession.jdbi.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.jdbi.config.CommitListener;
import org.executionsession.jdbi.config.Durability;
import org.executionsession.jdbi.internal.sql.H2Dialect;
import org.h2.jdbcx.JdbcConnectionPool;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the group commit. Latches block and release the writers, so that each test controls what is queued. */
@Timeout(60)
class GroupCommitTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private final Jdbi jdbi = Jdbi.create(this::connection);
    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    private final List<String> reports = new CopyOnWriteArrayList<>();

    private final WriteOperation<Integer, Integer> rejecting = WriteOperation.oneByOne("reject", (handle, number) -> {
        throw new DuplicateIdException(EntityKind.SESSION, new UUID(0, number));
    });
    private final WriteOperation<Integer, Integer> insert = WriteOperation.oneByOne("insert", GroupCommitTest::insert);
    private final WriteOperation<Integer, Integer> hold = WriteOperation.oneByOne("hold", this::hold);

    @BeforeEach
    void createTable() {
        jdbi.useHandle(handle -> handle.execute("create table written (number int)"));
        connections.set(0);
    }

    @AfterEach
    void end() {
        goOn.countDown();
        callers.shutdownNow();
        pool.dispose();
    }

    @Nested
    class Grouping {

        @Test
        void queuedWrites_areCommittedTogether() {
            GroupCommit writes = new GroupCommit(jdbi, new H2Dialect(), 1_000, PATIENCE);
            CompletableFuture<Integer> first = whileOneWrites(writes);
            List<CompletableFuture<Integer>> others = IntStream.range(1, 100)
                    .mapToObj(i -> run(writes, insert, i))
                    .toList();
            awaitQueued(writes, 99);
            goOn.countDown();
            assertThat(first.join()).isZero();
            assertThat(others.stream().map(CompletableFuture::join))
                    .containsExactlyElementsOf(IntStream.range(1, 100).boxed().toList());
            assertThat(connections).as("transactions").hasValue(2);
            assertThat(written()).hasSize(100);
        }

        @Test
        void aGroup_isLimitedAndTheRestFollows() {
            GroupCommit writes = new GroupCommit(jdbi, new H2Dialect(), 1_000, PATIENCE);
            whileOneWrites(writes);
            int others = GroupCommit.MAX_GROUP + 10;
            List<CompletableFuture<Integer>> waiting = IntStream.range(1, others + 1)
                    .mapToObj(i -> run(writes, insert, i))
                    .toList();
            awaitQueued(writes, others);
            goOn.countDown();
            waiting.forEach(CompletableFuture::join);
            assertThat(connections).as("transactions").hasValue(3);
            assertThat(written()).hasSize(others + 1);
        }

        @Test
        void anInterruptedCaller_getsTheResultOfItsWrite() throws InterruptedException {
            GroupCommit writes = new GroupCommit(jdbi, new H2Dialect(), 1_000, PATIENCE);
            whileOneWrites(writes);
            List<Object> heard = new ArrayList<>();
            Thread caller = new Thread(() -> {
                Thread.currentThread().interrupt();
                heard.add(writes.run(insert, 1));
                heard.add(Thread.currentThread().isInterrupted());
            });
            caller.start();
            awaitQueued(writes, 1);
            goOn.countDown();
            caller.join();
            assertThat(heard).containsExactly(1, true);
        }

        @Test
        void manyConcurrentCallers_areAllServed() {
            GroupCommit writes = new GroupCommit(jdbi, new H2Dialect(), 1_000, PATIENCE);
            List<CompletableFuture<Void>> all = IntStream.range(0, 16)
                    .mapToObj(caller -> CompletableFuture.runAsync(
                            () -> IntStream.range(0, 200)
                                    .forEach(i -> assertThat(writes.run(insert, caller * 200 + i))
                                            .isEqualTo(caller * 200 + i)),
                            callers))
                    .toList();
            all.forEach(CompletableFuture::join);
            assertThat(written())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 3_200).boxed().toList());
        }
    }

    @Nested
    class Rollback {

        @Test
        void aFailingWrite_isRolledBackAloneAndTheOthersAreDone() {
            GroupCommit writes = new GroupCommit(jdbi, new H2Dialect(), 1_000, PATIENCE);
            WriteOperation<Integer, Integer> rejecting = WriteOperation.oneByOne("insert", (handle, number) -> {
                insert(handle, number);
                if (number % 2 == 0) {
                    throw new DuplicateIdException(EntityKind.SESSION, new UUID(0, number));
                }
                return number;
            });
            whileOneWrites(writes);
            List<CompletableFuture<Integer>> others = IntStream.range(1, 21)
                    .mapToObj(i -> run(writes, rejecting, i))
                    .toList();
            CompletableFuture<Integer> neighbour = run(writes, insert, 100);
            awaitQueued(writes, 21);
            goOn.countDown();
            for (int number = 1; number < 21; number++) {
                Throwable failure = catchThrowable(others.get(number - 1)::join);
                if (number % 2 == 0) {
                    assertThat(failure).hasCause(new DuplicateIdException(EntityKind.SESSION, new UUID(0, number)));
                } else {
                    assertThat(failure).isNull();
                }
            }
            assertThat(neighbour.join()).isEqualTo(100);
            assertThat(written()).containsExactlyInAnyOrder(0, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 100);
        }

        @Test
        void aWriteThatFailsInAGroupOfItsOwn_leavesNoRows() {
            GroupCommit writes = new GroupCommit(jdbi, new H2Dialect(), 1_000, PATIENCE);
            WriteOperation<Integer, Integer> failing = WriteOperation.oneByOne("insert", (handle, number) -> {
                insert(handle, number);
                throw new IllegalStateException("a bug");
            });
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> writes.run(failing, 1));
            assertThat(written()).isEmpty();
            assertThat(writes.run(insert, 2)).isEqualTo(2);
        }

        @Test
        void aFailingTransaction_failsAllItsWritesAndTheNextOneStartsAfresh() {
            GroupCommit writes = new GroupCommit(jdbi, new H2Dialect(), 1_000, PATIENCE);
            CompletableFuture<Integer> first = whileOneWrites(writes);
            List<CompletableFuture<Integer>> others =
                    Stream.of(1, 2, 3).map(i -> run(writes, insert, i)).toList();
            awaitQueued(writes, 3);
            broken.set(true);
            goOn.countDown();
            assertThat(first.join()).isZero();
            for (CompletableFuture<Integer> other : others) {
                assertThat(catchThrowable(other::join))
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(StoreUnavailableException.class);
            }
            broken.set(false);
            assertThat(writes.run(insert, 4)).isEqualTo(4);
            assertThat(written()).containsExactlyInAnyOrder(0, 4);
        }
    }

    @Nested
    class Overload {

        @Test
        void aFullQueue_rejectsTheWrite() {
            GroupCommit writes = new GroupCommit(jdbi, new H2Dialect(), 3, PATIENCE);
            whileOneWrites(writes);
            List<CompletableFuture<Integer>> waiting =
                    Stream.of(1, 2, 3).map(i -> run(writes, insert, i)).toList();
            awaitQueued(writes, 3);
            assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> writes.run(insert, 4));
            goOn.countDown();
            waiting.forEach(CompletableFuture::join);
            assertThat(written()).containsExactlyInAnyOrder(0, 1, 2, 3);
        }

        @Test
        void aWriteThatWaitsTooLong_isNotDone() {
            GroupCommit writes = new GroupCommit(jdbi, new H2Dialect(), 1_000, Duration.ofMillis(1));
            CompletableFuture<Integer> first = whileOneWrites(writes);
            assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> writes.run(insert, 1));
            goOn.countDown();
            assertThat(first.join()).isZero();
            assertThat(writes.run(insert, 2)).isEqualTo(2);
            assertThat(written()).containsExactlyInAnyOrder(0, 2);
        }
    }

    @Nested
    class ListenerNotifications {

        @Test
        void aGroupWhoseWritesAllFailBecauseOfTheDatabase_isReportedAsFailed() {
            GroupCommit writes = watched();
            CompletableFuture<Integer> first = whileOneWrites(writes);
            List<CompletableFuture<Integer>> others = Stream.concat(
                            IntStream.range(1, 20).mapToObj(i -> run(writes, failing("25006"), i)),
                            IntStream.range(20, 40).mapToObj(i -> run(writes, failing("53100"), i)))
                    .toList();
            awaitQueued(writes, 39);
            goOn.countDown();
            first.join();
            others.forEach(other ->
                    assertThat(catchThrowable(other::join)).hasCauseInstanceOf(StoreUnavailableException.class));
            assertThat(reports.subList(1, reports.size()))
                    .as("whichever of them came first")
                    .containsExactlyInAnyOrder("failed: READ_ONLY", "failed: FULL");
            assertThat(reports).startsWith("committed: 1");
        }

        @Test
        void aSingleWriteThatFailsBecauseOfTheDatabase_isReportedAsFailed() {
            GroupCommit writes = watched();
            assertThatExceptionOfType(StoreUnavailableException.class)
                    .isThrownBy(() -> writes.run(failing("53100"), 1));
            assertThat(reports).containsExactly("failed: FULL");
        }

        @Test
        void aGroupWithDoneAndFailedWrites_isReportedAsCommittedAndFailed() {
            GroupCommit writes = watched();
            CompletableFuture<Integer> first = whileOneWrites(writes);
            List<CompletableFuture<Integer>> others = Stream.of(
                            run(writes, failing("53100"), 1),
                            run(writes, rejecting, 2),
                            run(writes, insert, 3),
                            run(writes, insert, 4))
                    .toList();
            awaitQueued(writes, 4);
            goOn.countDown();
            first.join();
            others.forEach(other -> catchThrowable(other::join));
            assertThat(reports).containsExactly("committed: 1", "committed: 2", "failed: FULL");
        }

        @Test
        void aRejectedWrite_isReportedNeitherAsCommittedNorAsFailed() {
            GroupCommit writes = watched();
            CompletableFuture<Integer> first = whileOneWrites(writes);
            List<CompletableFuture<Integer>> others = IntStream.range(1, 4)
                    .mapToObj(i -> run(writes, rejecting, i))
                    .toList();
            awaitQueued(writes, 3);
            goOn.countDown();
            first.join();
            others.forEach(
                    other -> assertThat(catchThrowable(other::join)).hasCauseInstanceOf(DuplicateIdException.class));
            assertThatExceptionOfType(DuplicateIdException.class).isThrownBy(() -> writes.run(rejecting, 4));
            assertThat(reports).containsExactly("committed: 1");
        }

        @Test
        void aListenerThatThrows_stopsNoWrites() {
            GroupCommit writes =
                    new GroupCommit(jdbi, new H2Dialect(), 1_000, PATIENCE, Durability.FSYNC, (count, nanos) -> {
                        throw new IllegalStateException("a fault of the listener");
                    });
            assertThat(writes.run(insert, 1)).isEqualTo(1);
            assertThat(writes.run(insert, 2)).isEqualTo(2);
        }

        private GroupCommit watched() {
            return new GroupCommit(jdbi, new H2Dialect(), 1_000, PATIENCE, Durability.FSYNC, new CommitListener() {
                @Override
                public void committed(int writes, long nanos) {
                    reports.add("committed: " + writes);
                }

                @Override
                public void failed(Condition condition) {
                    reports.add("failed: " + condition);
                }
            });
        }

        /** A write whose statement fails; its transaction can continue. */
        private static WriteOperation<Integer, Integer> failing(String sqlState) {
            return WriteOperation.oneByOne("insert", (handle, number) -> {
                insert(handle, number);
                throw new ConnectionException(new SQLException("a reason", sqlState));
            });
        }
    }

    private CompletableFuture<Integer> whileOneWrites(GroupCommit writes) {
        CompletableFuture<Integer> first = run(writes, hold, 0);
        try {
            writing.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return first;
    }

    private CompletableFuture<Integer> run(GroupCommit writes, WriteOperation<Integer, Integer> write, int number) {
        return CompletableFuture.supplyAsync(() -> writes.run(write, number), callers);
    }

    private static void awaitQueued(GroupCommit writes, int count) {
        while (writes.queued() < count) {
            Thread.onSpinWait();
        }
    }

    private int hold(Handle handle, int number) {
        writing.countDown();
        try {
            goOn.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return insert(handle, number);
    }

    private static int insert(Handle handle, int number) {
        handle.execute("insert into written values (?)", number);
        return number;
    }

    private List<Integer> written() {
        return jdbi.withHandle(handle -> handle.createQuery("select number from written")
                .mapTo(Integer.class)
                .list());
    }

    private Connection connection() throws SQLException {
        if (broken.get()) {
            throw new SQLException("the network is down", "08001");
        }
        connections.incrementAndGet();
        return pool.getConnection();
    }
}
