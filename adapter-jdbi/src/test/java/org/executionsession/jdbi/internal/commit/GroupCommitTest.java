package org.executionsession.jdbi.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.jdbi.config.Durability;
import org.executionsession.jdbi.internal.sql.H2Dialect;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the group commit groups and undoes writes. {@link HeldWrites} lets each test control what is queued. */
@Timeout(60)
class GroupCommitTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HeldWrites table = new HeldWrites();

    @AfterEach
    void end() {
        table.close();
    }

    /** Returns settings with which no transaction takes long. */
    private static GroupCommit.Settings settings(int maxQueued) {
        return settings(maxQueued, PATIENCE);
    }

    private static GroupCommit.Settings settings(int maxQueued, Duration patience) {
        return new GroupCommit.Settings(
                maxQueued, PATIENCE, Durability.FSYNC, (writes, nanos) -> {}, "no connection", patience);
    }

    @Nested
    class Grouping {

        @Test
        void queuedWrites_areCommittedTogether() {
            GroupCommit writes = new GroupCommit(table.jdbi(), new H2Dialect(), settings(1_000));
            CompletableFuture<Integer> first = table.whileOneWrites(writes);
            List<CompletableFuture<Integer>> others = IntStream.range(1, 100)
                    .mapToObj(i -> table.run(writes, HeldWrites.INSERT, i))
                    .toList();
            HeldWrites.awaitQueued(writes, 99);
            table.release();
            assertThat(first.join()).isZero();
            assertThat(others.stream().map(CompletableFuture::join))
                    .containsExactlyElementsOf(IntStream.range(1, 100).boxed().toList());
            assertThat(table.transactions()).as("transactions").isEqualTo(2);
            assertThat(table.written()).hasSize(100);
        }

        @Test
        void aGroup_isLimitedAndTheRestFollows() {
            GroupCommit writes = new GroupCommit(table.jdbi(), new H2Dialect(), settings(1_000));
            table.whileOneWrites(writes);
            int others = GroupCommit.MAX_GROUP + 10;
            List<CompletableFuture<Integer>> waiting = IntStream.range(1, others + 1)
                    .mapToObj(i -> table.run(writes, HeldWrites.INSERT, i))
                    .toList();
            HeldWrites.awaitQueued(writes, others);
            table.release();
            waiting.forEach(CompletableFuture::join);
            assertThat(table.transactions()).as("transactions").isEqualTo(3);
            assertThat(table.written()).hasSize(others + 1);
        }

        @Test
        void aWriteOfManyEntities_sharesNoTransaction() {
            GroupCommit writes = new GroupCommit(table.jdbi(), new H2Dialect(), settings(1_000));
            WriteOperation<Integer, Integer> large =
                    WriteOperation.oneByOne("insert", number -> GroupCommit.MAX_SHARED + 1, HeldWrites::insert);
            table.whileOneWrites(writes);
            List<CompletableFuture<Integer>> waiting = new ArrayList<>();
            for (int number = 1; number <= 6; number++) {
                waiting.add(table.run(writes, number == 3 ? large : HeldWrites.INSERT, number));
                HeldWrites.awaitQueued(writes, number);
            }
            table.release();
            waiting.forEach(CompletableFuture::join);
            assertThat(table.transactions()).as("transactions").isEqualTo(3);
            assertThat(table.written()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
        }

        /** H2 keeps all texts of a transaction in memory, several times. */
        @Test
        void largeTexts_shareATransactionOnlyAsFarAsTheHeapAllows() {
            GroupCommit writes = new GroupCommit(table.jdbi(), new H2Dialect(), settings(1_000));
            WriteOperation<Integer, Integer> large = WriteOperation.oneByOne(
                    "insert", number -> 1, number -> GroupCommit.MAX_BYTES / 2, HeldWrites::insert);
            table.whileOneWrites(writes);
            List<CompletableFuture<Integer>> waiting = new ArrayList<>();
            for (int number = 1; number <= 6; number++) {
                waiting.add(table.run(writes, number == 6 ? HeldWrites.INSERT : large, number));
                HeldWrites.awaitQueued(writes, number);
            }
            table.release();
            waiting.forEach(CompletableFuture::join);
            // The first one, two large ones with the small one, two, and one.
            assertThat(table.transactions()).as("transactions").isEqualTo(4);
            assertThat(table.written()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
        }

        @Test
        void writesWithoutLargeTexts_overtakeThoseThatWait() {
            GroupCommit writes = new GroupCommit(table.jdbi(), new H2Dialect(), settings(1_000, Duration.ofMillis(1)));
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            WriteOperation<Integer, Integer> large = WriteOperation.oneByOne(
                    "insert", number -> 1, number -> GroupCommit.MAX_BYTES, (handle, number) -> {
                        begun.countDown();
                        await(goOn);
                        return HeldWrites.insert(handle, number);
                    });
            CompletableFuture<Integer> first = table.run(writes, large, 1);
            await(begun);
            CompletableFuture<Integer> second = table.run(writes, large, 2);
            HeldWrites.awaitQueued(writes, 1);
            assertThat(writes.run(HeldWrites.INSERT, 3)).isEqualTo(3);
            assertThat(first).isNotDone();
            assertThat(second).isNotDone();
            goOn.countDown();
            assertThat(first.join()).isEqualTo(1);
            assertThat(second.join()).isEqualTo(2);
        }

        private static void await(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }

        @Test
        void aTransactionThatTakesLong_doesNotStopOtherWrites() {
            GroupCommit writes = new GroupCommit(table.jdbi(), new H2Dialect(), settings(1_000, Duration.ofMillis(1)));
            CompletableFuture<Integer> first = table.whileOneWrites(writes);
            for (int number = 1; number <= 20; number++) {
                assertThat(writes.run(HeldWrites.INSERT, number)).isEqualTo(number);
            }
            assertThat(first).isNotDone();
            table.release();
            assertThat(first.join()).isZero();
        }

        @Test
        void anInterruptedCaller_getsTheResultOfItsWrite() throws InterruptedException {
            GroupCommit writes = new GroupCommit(table.jdbi(), new H2Dialect(), settings(1_000));
            table.whileOneWrites(writes);
            List<Object> heard = new ArrayList<>();
            Thread caller = new Thread(() -> {
                Thread.currentThread().interrupt();
                heard.add(writes.run(HeldWrites.INSERT, 1));
                heard.add(Thread.currentThread().isInterrupted());
            });
            caller.start();
            HeldWrites.awaitQueued(writes, 1);
            table.release();
            caller.join();
            assertThat(heard).containsExactly(1, true);
        }

        /** It can read from the file of H2, which a read of an interrupted thread would close. */
        @Test
        void theSizeOfAWrite_isEstimatedWithoutTheInterruptStatus() {
            GroupCommit writes = new GroupCommit(table.jdbi(), new H2Dialect(), settings(1_000));
            List<Boolean> interrupted = new ArrayList<>();
            WriteOperation<Integer, Integer> watched = WriteOperation.oneByOne(
                    "insert",
                    number -> 1,
                    number -> {
                        interrupted.add(Thread.currentThread().isInterrupted());
                        return 0;
                    },
                    HeldWrites::insert);
            Thread.currentThread().interrupt();
            assertThat(writes.run(watched, 1)).isEqualTo(1);
            assertThat(Thread.interrupted()).as("still interrupted").isTrue();
            assertThat(interrupted).containsExactly(false);
        }

        @Test
        void manyConcurrentCallers_areAllServed() {
            GroupCommit writes = new GroupCommit(table.jdbi(), new H2Dialect(), settings(1_000));
            List<CompletableFuture<Void>> all = IntStream.range(0, 16)
                    .mapToObj(caller -> table.start(() -> IntStream.range(0, 200)
                            .forEach(i -> assertThat(writes.run(HeldWrites.INSERT, caller * 200 + i))
                                    .isEqualTo(caller * 200 + i))))
                    .toList();
            all.forEach(CompletableFuture::join);
            assertThat(table.written())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 3_200).boxed().toList());
        }
    }

    @Nested
    class Rollback {

        @Test
        void aFailingWrite_isRolledBackAloneAndTheOthersAreDone() {
            GroupCommit writes = new GroupCommit(table.jdbi(), new H2Dialect(), settings(1_000));
            WriteOperation<Integer, Integer> rejecting = WriteOperation.oneByOne("insert", (handle, number) -> {
                HeldWrites.insert(handle, number);
                if (number % 2 == 0) {
                    throw new DuplicateIdException(EntityKind.SESSION, new UUID(0, number));
                }
                return number;
            });
            table.whileOneWrites(writes);
            List<CompletableFuture<Integer>> others = IntStream.range(1, 21)
                    .mapToObj(i -> table.run(writes, rejecting, i))
                    .toList();
            CompletableFuture<Integer> neighbour = table.run(writes, HeldWrites.INSERT, 100);
            HeldWrites.awaitQueued(writes, 21);
            table.release();
            for (int number = 1; number < 21; number++) {
                Throwable failure = catchThrowable(others.get(number - 1)::join);
                if (number % 2 == 0) {
                    assertThat(failure).hasCause(new DuplicateIdException(EntityKind.SESSION, new UUID(0, number)));
                } else {
                    assertThat(failure).isNull();
                }
            }
            assertThat(neighbour.join()).isEqualTo(100);
            assertThat(table.written()).containsExactlyInAnyOrder(0, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 100);
        }

        @Test
        void aWriteThatFailsInAGroupOfItsOwn_leavesNoRows() {
            GroupCommit writes = new GroupCommit(table.jdbi(), new H2Dialect(), settings(1_000));
            WriteOperation<Integer, Integer> failing = WriteOperation.oneByOne("insert", (handle, number) -> {
                HeldWrites.insert(handle, number);
                throw new IllegalStateException("a bug");
            });
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> writes.run(failing, 1));
            assertThat(table.written()).isEmpty();
            assertThat(writes.run(HeldWrites.INSERT, 2)).isEqualTo(2);
        }

        @Test
        void aFailingTransaction_failsAllItsWritesAndTheNextOneStartsAfresh() {
            GroupCommit writes = new GroupCommit(table.jdbi(), new H2Dialect(), settings(1_000));
            CompletableFuture<Integer> first = table.whileOneWrites(writes);
            List<CompletableFuture<Integer>> others = Stream.of(1, 2, 3)
                    .map(i -> table.run(writes, HeldWrites.INSERT, i))
                    .toList();
            HeldWrites.awaitQueued(writes, 3);
            table.setBroken(true);
            table.release();
            assertThat(first.join()).isZero();
            for (CompletableFuture<Integer> other : others) {
                assertThat(catchThrowable(other::join))
                        .isInstanceOf(CompletionException.class)
                        .hasCauseInstanceOf(StoreUnavailableException.class);
            }
            table.setBroken(false);
            assertThat(writes.run(HeldWrites.INSERT, 4)).isEqualTo(4);
            assertThat(table.written()).containsExactlyInAnyOrder(0, 4);
        }
    }

    @Nested
    class Overload {

        @Test
        void aFullQueue_rejectsTheWrite() {
            GroupCommit writes = new GroupCommit(table.jdbi(), new H2Dialect(), settings(3));
            table.whileOneWrites(writes);
            List<CompletableFuture<Integer>> waiting = Stream.of(1, 2, 3)
                    .map(i -> table.run(writes, HeldWrites.INSERT, i))
                    .toList();
            HeldWrites.awaitQueued(writes, 3);
            assertThatExceptionOfType(OverloadedException.class)
                    .isThrownBy(() -> writes.run(HeldWrites.INSERT, 4))
                    .withMessageEndingWith("writes are waiting, as many as maxQueuedWrites allows");
            table.release();
            waiting.forEach(CompletableFuture::join);
            assertThat(table.written()).containsExactlyInAnyOrder(0, 1, 2, 3);
        }

        @Test
        void aWriteThatWaitsTooLong_isNotDone() {
            GroupCommit writes = new GroupCommit(
                    table.jdbi(), new H2Dialect(), new GroupCommit.Settings(1_000, Duration.ofMillis(1)));
            CompletableFuture<Integer> first = table.whileOneWrites(writes);
            assertThatExceptionOfType(OverloadedException.class).isThrownBy(() -> writes.run(HeldWrites.INSERT, 1));
            table.release();
            assertThat(first.join()).isZero();
            assertThat(writes.run(HeldWrites.INSERT, 2)).isEqualTo(2);
            assertThat(table.written()).containsExactlyInAnyOrder(0, 2);
        }

        @Test
        void aPoolTimeoutOfOneThread_failsNoOthers() {
            CompletableFuture<Void> opening = new CompletableFuture<>();
            CompletableFuture<Void> timeout = new CompletableFuture<>();
            Jdbi exhausted = Jdbi.create(() -> {
                if (opening.complete(null)) {
                    timeout.join();
                    throw new OverloadedException("no connection became free");
                }
                return table.jdbi().open().getConnection();
            });
            GroupCommit writes = new GroupCommit(exhausted, new H2Dialect(), settings(1_000));
            CompletableFuture<Integer> first = table.run(writes, HeldWrites.INSERT, 0);
            opening.join();
            CompletableFuture<Integer> second = table.run(writes, HeldWrites.INSERT, 1);
            HeldWrites.awaitQueued(writes, 2);
            timeout.complete(null);
            assertThat(second.join()).isEqualTo(1);
            assertThat(catchThrowable(first::join)).hasCauseInstanceOf(OverloadedException.class);
            assertThat(table.written()).containsExactly(1);
        }

        @Test
        void aPoolWithoutAFreeConnection_isNamedAndNothingIsWritten() {
            CompletableFuture<Void> opening = new CompletableFuture<>();
            CompletableFuture<Void> free = new CompletableFuture<>();
            Jdbi exhausted = Jdbi.create(() -> {
                opening.complete(null);
                free.join();
                return table.jdbi().open().getConnection();
            });
            GroupCommit writes = new GroupCommit(
                    exhausted,
                    new H2Dialect(),
                    new GroupCommit.Settings(
                            1_000, Duration.ofMillis(1), Durability.FSYNC, (count, nanos) -> {}, "the pool has none"));
            CompletableFuture<Integer> first = table.run(writes, HeldWrites.INSERT, 0);
            opening.join();
            assertThatExceptionOfType(OverloadedException.class)
                    .isThrownBy(() -> writes.run(HeldWrites.INSERT, 1))
                    .withMessage("the pool has none");
            free.complete(null);
            assertThat(first.join()).isZero();
            assertThat(table.written()).containsExactly(0);
        }
    }
}
