package org.executionsession.application.internal.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.NotificationFailure;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotifiedType;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchReaderTest {

    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

    private final InMemoryStore store = new InMemoryStore();
    private final AtomicLong nanos = new AtomicLong();
    private final ExecutionSessions library = ExecutionSessions.builder(store).build();
    private final ChangeCursor begin = store.changes().state().latest();

    /** Each page takes half of the time. */
    private final BatchReader reader = new BatchReader(
            store.changes(),
            new ScopeFilter(store, AccessPolicy.OPEN),
            () -> nanos.getAndAdd(BatchReader.MAX_TIME.toNanos() / 2));

    @AfterEach
    void close() {
        library.close();
    }

    private NotificationSubscription subscription() {
        return NotificationSubscription.of(
                "http://a/",
                NotificationScope.of(NotifiedType.EXECUTION_SESSION).withFilter("user eq 'wanted'"),
                Caller.SERVICE,
                begin,
                NOW);
    }

    private void create(String user, int count) {
        for (int i = 0; i < count; i++) {
            library.createExecutionSession()
                    .create(ExecutionSessionDraft.builder().user(user).build(), Caller.SERVICE, null);
        }
        store.changes().assignPositions(NOW, count);
    }

    @Test
    void changesThatTakeLong_areLookedThroughInSeveralBatches() {
        create("other", 50);
        create("wanted", 1);
        Batch first = reader.read(subscription(), begin);
        assertThat(first.changes()).isEmpty();
        assertThat(first.isLast()).isFalse();
        List<Change> changes = new ArrayList<>();
        for (Batch next = first; !next.isLast(); ) {
            next = reader.read(subscription(), next.end());
            changes.addAll(next.changes());
        }
        assertThat(changes).hasSize(1);
    }

    /** Otherwise the receiver would get a part of it. Other subscriptions get their turns meanwhile. */
    @Test
    void aBatchThatIsRepeated_isReadInSeveralTurns() {
        create("wanted", 1);
        create("other", 300);
        create("wanted", 1);
        ChangeCursor end = store.changes().state().latest();
        NotificationSubscription read = subscription();
        NotificationSubscription failed =
                read.with(read.delivery().failed(end, 2, new NotificationFailure("", ""), NOW, NOW));
        Batch batch = reader.read(failed, begin);
        assertThat(batch.changes()).hasSize(1);
        while (!batch.isComplete()) {
            batch = reader.read(failed, batch);
        }
        assertThat(batch.changes()).hasSize(2);
        assertThat(batch.end()).isEqualTo(end);
    }
}
