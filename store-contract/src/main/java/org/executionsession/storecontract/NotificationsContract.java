package org.executionsession.storecontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.executionsession.storecontract.Samples.LATER;
import static org.executionsession.storecontract.Samples.NOW;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.NotificationFailure;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotifiedType;
import org.executionsession.domain.port.outbound.NotificationStore;
import org.junit.jupiter.api.Test;

/** Tests the subscriptions to notifications. */
interface NotificationsContract extends TestedStore {

    private NotificationStore notifications() {
        return storeUnderTest().notifications();
    }

    private static NotificationSubscription subscription(String url) {
        return NotificationSubscription.of(
                url,
                NotificationScope.of(NotifiedType.EXECUTION_RESULT),
                Caller.SERVICE,
                new ChangeCursor(7, Integer.MAX_VALUE),
                NOW);
    }

    private static String newUrl() {
        return "https://receiver.example/" + UUID.randomUUID();
    }

    @Test
    default void subscription_isAddedReplacedAndRemoved() {
        NotificationSubscription added = NotificationSubscription.of(
                newUrl(),
                NotificationScope.of(NotifiedType.RELOAD_TASK)
                        .withEntity(UUID.randomUUID())
                        .withFilter("name eq 'Ü'")
                        .withChangeTypes(EnumSet.of(ChangeType.CREATE, ChangeType.DELETE))
                        .withPropertyName("!name"),
                new Caller("DIR", "Zoë"),
                ChangeCursor.START,
                NOW);
        assertThat(notifications().find(added.id())).isEmpty();
        assertThat(notifications().add(added)).isTrue();
        assertThat(notifications().find(added.id())).contains(added);
        NotificationSubscription leased = added.with(added.delivery().leasedBy(UUID.randomUUID()));
        assertThat(notifications().replace(leased, added)).isTrue();
        NotificationSubscription failed = leased.with(leased.delivery()
                .failed(new ChangeCursor(9, 3), 4, new NotificationFailure("it is down", "it failed"), NOW, LATER));
        assertThat(notifications().replace(failed, leased)).isTrue();
        assertThat(notifications().find(added.id())).contains(failed);
        NotificationSubscription succeeded = failed.with(
                failed.delivery().succeeded(new ChangeCursor(9, 3), LATER).leasedBy(null));
        assertThat(notifications().replace(succeeded, failed)).isTrue();
        assertThat(notifications().find(added.id())).contains(succeeded);
        assertThat(notifications().remove(succeeded)).isTrue();
        assertThat(notifications().find(added.id())).isEmpty();
    }

    @Test
    default void subscription_thatHasChangedIsNeitherReplacedNorRemoved() {
        NotificationSubscription added = subscription(newUrl());
        NotificationSubscription next = added.with(added.delivery().at(new ChangeCursor(8, 0)));
        assertThat(notifications().replace(next, added)).as("absent").isFalse();
        assertThat(notifications().remove(added)).as("absent").isFalse();
        notifications().add(added);
        assertThat(notifications().add(next)).as("stored already").isFalse();
        notifications().replace(next, added);
        assertThat(notifications().replace(added.with(added.delivery()), added)).isFalse();
        assertThat(notifications().remove(added)).isFalse();
        assertThat(notifications().find(added.id())).contains(next);
        notifications().remove(next);
    }

    @Test
    default void ofConcurrentReplacements_oneIsDone() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < Race.ROUNDS; round++) {
                NotificationSubscription added = subscription(newUrl());
                List<Callable<Boolean>> adds = new ArrayList<>();
                List<Callable<Boolean>> leases = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    adds.add(() -> notifications().add(added));
                    UUID node = UUID.randomUUID();
                    leases.add(() ->
                            notifications().replace(added.with(added.delivery().leasedBy(node)), added));
                }
                assertThat(race.run(adds)).containsOnlyOnce(true);
                assertThat(race.run(leases)).containsOnlyOnce(true);
                notifications().remove(notifications().find(added.id()).orElseThrow());
            }
        }
    }

    @Test
    default void earliestPlace_isThatOfAnEnabledSubscription() {
        NotificationSubscription added = subscription(newUrl());
        NotificationSubscription early = added.with(added.delivery().at(new ChangeCursor(0, 2)));
        NotificationSubscription earlier = subscription(newUrl());
        NotificationSubscription disabled = earlier.with(earlier.delivery()
                .at(new ChangeCursor(0, 1))
                .failed(new ChangeCursor(0, 1), 1, new NotificationFailure("it is gone", "it is gone"), NOW, null));
        notifications().add(early);
        notifications().add(disabled);
        assertThat(notifications().earliestPlace()).contains(new ChangeCursor(0, 2));
        notifications().remove(early);
        assertThat(notifications().earliestPlace()).isNotEqualTo(Optional.of(new ChangeCursor(0, 1)));
        notifications().remove(disabled);
    }

    @Test
    default void subscriptions_areListedByTheirIds() {
        List<NotificationSubscription> added = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            NotificationSubscription one = subscription(newUrl());
            added.add(one);
            notifications().add(one);
        }
        added.sort(Comparator.comparing(one -> one.id().toString()));
        assertThat(notifications().list()).containsSubsequence(added);
        added.forEach(notifications()::remove);
        assertThat(notifications().list()).doesNotContainAnyElementsOf(added);
    }
}
