package org.executionsession.application.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Flow;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.domain.exception.SlowSubscriberException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.port.inbound.WatchExecutions;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.junit.jupiter.api.Test;

/** Tests the buffer of a subscriber with a feed that the test polls. */
class SlowSubscriberTest {

    private final InMemoryStore store = new InMemoryStore();
    private final ChangeFeed neverPolled = new ChangeFeed(
            store.changes(),
            Clock.systemUTC(),
            new ChangePurge(store.changes(), store.notifications(), Duration.ofDays(1), Duration.ZERO),
            action -> new Thread(() -> {}, "idle"));
    private final SubscriberList subscribers =
            new SubscriberList(neverPolled, new ReadableChanges(store, AccessPolicy.OPEN), Runnable::run);
    private final Recorder recorder = new Recorder();

    /** Subscribes at the start of the feed, and lets the subscription follow it. */
    private void subscribe() {
        subscribers.publisher(null, Set.of(EntityKind.SESSION), Caller.SERVICE).subscribe(recorder);
        subscribers.started(ChangeCursor.START);
        assertThat(recorder.failure).isNull();
    }

    private static List<Change> changes(int first, int count) {
        List<Change> changes = new ArrayList<>();
        for (int i = first; i < first + count; i++) {
            changes.add(new Change(
                    new ChangeCursor(i, 0),
                    Instant.EPOCH,
                    EntityChange.deleted(EntityKind.SESSION, UUID.randomUUID(), null)));
        }
        return changes;
    }

    @Test
    void aFullBuffer_isKept() {
        subscribe();
        List<Change> changes = changes(1, WatchExecutions.BUFFER);
        subscribers.published(changes);
        recorder.subscription.request(Long.MAX_VALUE);
        assertThat(recorder.received).isEqualTo(changes);
        assertThat(recorder.failure).isNull();
    }

    @Test
    void aChangeMore_endsTheSubscriber() {
        subscribe();
        recorder.subscription.request(1);
        List<Change> changes = changes(1, WatchExecutions.BUFFER + 1);
        changes.forEach(change -> subscribers.published(List.of(change)));
        assertThat(recorder.received).containsExactly(changes.get(0));
        assertThat(recorder.failure).isNull();
        subscribers.published(changes(WatchExecutions.BUFFER + 2, 1));
        assertThat(recorder.failure).isInstanceOf(SlowSubscriberException.class);
        assertThat(subscribers.size()).isZero();
        recorder.subscription.request(Long.MAX_VALUE);
        assertThat(recorder.received).containsExactly(changes.get(0));
    }

    @Test
    void changesOfOtherKinds_takeNoPlace() {
        subscribe();
        subscribers.published(changes(1, WatchExecutions.BUFFER));
        subscribers.published(List.of(new Change(
                new ChangeCursor(WatchExecutions.BUFFER + 1, 0),
                Instant.EPOCH,
                EntityChange.deleted(EntityKind.TASK, UUID.randomUUID(), null))));
        assertThat(recorder.failure).isNull();
    }

    private static final class Recorder implements Flow.Subscriber<Change> {

        private final List<Change> received = new ArrayList<>();
        private Flow.Subscription subscription;
        private Throwable failure;

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
        }

        @Override
        public void onNext(Change change) {
            received.add(change);
        }

        @Override
        public void onError(Throwable reason) {
            failure = reason;
        }

        @Override
        public void onComplete() {}
    }
}
