package org.executionsession.jdbi.internal.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.jdbi.config.CommitListener;
import org.executionsession.jdbi.config.Durability;
import org.executionsession.jdbi.internal.sql.H2Dialect;
import org.jdbi.v3.core.ConnectionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the listener of a group commit is notified of. {@link HeldWrites} lets each test control what is queued. */
@Timeout(60)
class CommitListenerTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final HeldWrites table = new HeldWrites();

    private final List<String> reports = new CopyOnWriteArrayList<>();

    private final WriteOperation<Integer, Integer> rejecting = WriteOperation.oneByOne("reject", (handle, number) -> {
        throw new DuplicateIdException(EntityKind.SESSION, new UUID(0, number));
    });

    @AfterEach
    void end() {
        table.close();
    }

    @Test
    void aGroupWhoseWritesAllFailBecauseOfTheDatabase_isReportedAsFailed() {
        GroupCommit writes = watched();
        CompletableFuture<Integer> first = table.whileOneWrites(writes);
        List<CompletableFuture<Integer>> others = Stream.concat(
                        IntStream.range(1, 20).mapToObj(i -> table.run(writes, failing("25006"), i)),
                        IntStream.range(20, 40).mapToObj(i -> table.run(writes, failing("53100"), i)))
                .toList();
        HeldWrites.awaitQueued(writes, 39);
        table.release();
        first.join();
        others.forEach(
                other -> assertThat(catchThrowable(other::join)).hasCauseInstanceOf(StoreUnavailableException.class));
        assertThat(reports.subList(1, reports.size()))
                .as("whichever of them came first")
                .containsExactlyInAnyOrder("failed: READ_ONLY", "failed: FULL");
        assertThat(reports).startsWith("committed: 1");
    }

    @Test
    void aSingleWriteThatFailsBecauseOfTheDatabase_isReportedAsFailed() {
        GroupCommit writes = watched();
        assertThatExceptionOfType(StoreUnavailableException.class).isThrownBy(() -> writes.run(failing("53100"), 1));
        assertThat(reports).containsExactly("failed: FULL");
    }

    @Test
    void aGroupWithDoneAndFailedWrites_isReportedAsCommittedAndFailed() {
        GroupCommit writes = watched();
        CompletableFuture<Integer> first = table.whileOneWrites(writes);
        List<CompletableFuture<Integer>> others = Stream.of(
                        table.run(writes, failing("53100"), 1),
                        table.run(writes, rejecting, 2),
                        table.run(writes, HeldWrites.INSERT, 3),
                        table.run(writes, HeldWrites.INSERT, 4))
                .toList();
        HeldWrites.awaitQueued(writes, 4);
        table.release();
        first.join();
        others.forEach(other -> catchThrowable(other::join));
        assertThat(reports).containsExactly("committed: 1", "committed: 2", "failed: FULL");
    }

    @Test
    void aRejectedWrite_isReportedNeitherAsCommittedNorAsFailed() {
        GroupCommit writes = watched();
        CompletableFuture<Integer> first = table.whileOneWrites(writes);
        List<CompletableFuture<Integer>> others = IntStream.range(1, 4)
                .mapToObj(i -> table.run(writes, rejecting, i))
                .toList();
        HeldWrites.awaitQueued(writes, 3);
        table.release();
        first.join();
        others.forEach(other -> assertThat(catchThrowable(other::join)).hasCauseInstanceOf(DuplicateIdException.class));
        assertThatExceptionOfType(DuplicateIdException.class).isThrownBy(() -> writes.run(rejecting, 4));
        assertThat(reports).containsExactly("committed: 1");
    }

    @Test
    void aListenerThatThrows_stopsNoWrites() {
        GroupCommit writes = notifying((count, nanos) -> {
            throw new IllegalStateException("a fault of the listener");
        });
        assertThat(writes.run(HeldWrites.INSERT, 1)).isEqualTo(1);
        assertThat(writes.run(HeldWrites.INSERT, 2)).isEqualTo(2);
    }

    private GroupCommit notifying(CommitListener listener) {
        return new GroupCommit(
                table.jdbi(),
                new H2Dialect(),
                new GroupCommit.Settings(1_000, PATIENCE, Durability.FSYNC, listener, "no connection"));
    }

    private GroupCommit watched() {
        return notifying(new CommitListener() {
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
            HeldWrites.insert(handle, number);
            throw new ConnectionException(new SQLException("a reason", sqlState));
        });
    }
}
