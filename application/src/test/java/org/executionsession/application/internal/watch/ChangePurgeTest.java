package org.executionsession.application.internal.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.NotificationFailure;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotifiedType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which changes are purged: those that are old and that no subscription waits for. */
class ChangePurgeTest {

    private static final Duration RETENTION = Duration.ofDays(1);
    private static final Duration LONGEST = Duration.ofDays(3);
    private static final Instant ASSIGNED = Instant.parse("2026-03-01T08:00:00Z");
    private static final Instant OLD = ASSIGNED.plus(RETENTION).plusSeconds(1);

    private final InMemoryStore store = new InMemoryStore();
    private final ChangePurge purge = new ChangePurge(store.changes(), store.notifications(), RETENTION, LONGEST);

    /** Three commits. */
    @BeforeEach
    void commit() {
        try (ExecutionSessions library = ExecutionSessions.builder(store).build()) {
            for (int i = 0; i < 3; i++) {
                library.createExecutionSession()
                        .create(ExecutionSessionDraft.builder().build(), Caller.SERVICE, null);
            }
        }
        store.changes().assignPositions(ASSIGNED, 10);
        assertThat(store.changes().state().position()).isEqualTo(3);
    }

    private NotificationSubscription subscribe(ChangeCursor place) {
        NotificationSubscription subscription = NotificationSubscription.of(
                "http://a/", NotificationScope.of(NotifiedType.EXECUTION_SESSION), Caller.SERVICE, place, ASSIGNED);
        assertThat(store.notifications().add(subscription, usage -> Optional.empty()))
                .isTrue();
        return subscription;
    }

    @Test
    void withoutSubscriptions_oldChangesArePurged() {
        assertThat(purge.purge(ASSIGNED.plus(RETENTION), 10)).isZero();
        assertThat(purge.purge(OLD, 10)).isEqualTo(3);
    }

    @Test
    void changesBehindThePlaceOfASubscription_areKept() {
        subscribe(ChangeCursor.after(2));
        assertThat(purge.purge(OLD, 10)).isEqualTo(2);
        assertThat(store.changes().list(ChangeCursor.after(2), 10)).isNotEmpty();
    }

    @Test
    void commitOfWhichAPartIsDelivered_isKept() {
        subscribe(new ChangeCursor(2, 0));
        assertThat(purge.purge(OLD, 10)).isEqualTo(1);
        assertThat(store.changes().list(new ChangeCursor(2, 0), 10)).isNotEmpty();
    }

    @Test
    void changesThatAreTooOldToBeDelivered_arePurged() {
        subscribe(ChangeCursor.START);
        assertThat(purge.purge(ASSIGNED.plus(LONGEST), 10)).isZero();
        assertThat(purge.purge(ASSIGNED.plus(LONGEST).plusSeconds(1), 10)).isEqualTo(3);
    }

    @Test
    void changesForADisabledSubscription_arePurged() {
        NotificationSubscription subscription = subscribe(ChangeCursor.START);
        NotificationFailure gone = new NotificationFailure("it is gone", "it is gone");
        assertThat(store.notifications()
                        .replace(
                                subscription.with(
                                        subscription.delivery().failed(ChangeCursor.after(3), 3, gone, ASSIGNED, null)),
                                subscription))
                .isTrue();
        assertThat(purge.purge(OLD, 10)).isEqualTo(3);
    }

    @Test
    void limit_appliesToAllBatches() {
        subscribe(ChangeCursor.after(2));
        assertThat(purge.purge(OLD, 1)).isEqualTo(1);
        assertThat(purge.purge(ASSIGNED.plus(LONGEST).plusSeconds(1), 1)).isEqualTo(1);
    }

    @Test
    void longRetention_appliesToAllChanges() {
        ChangePurge longer = new ChangePurge(store.changes(), store.notifications(), LONGEST.plusDays(1), LONGEST);
        assertThat(longer.purge(ASSIGNED.plus(LONGEST).plusSeconds(1), 10)).isZero();
        assertThat(longer.purge(ASSIGNED.plus(LONGEST).plus(RETENTION.multipliedBy(2)), 10))
                .isEqualTo(3);
    }
}
