package org.executionsession.storecontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.executionsession.storecontract.Samples.LATER;
import static org.executionsession.storecontract.Samples.NOW;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.NotificationFailure;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotificationUsage;
import org.executionsession.domain.model.NotifiedType;
import org.executionsession.domain.port.outbound.NotificationStore;
import org.junit.jupiter.api.Test;

/** Tests the subscriptions to notifications. */
interface NotificationsContract extends TestedStore {

    private NotificationStore notifications() {
        return storeUnderTest().notifications();
    }

    private static NotificationSubscription subscription(String url) {
        return subscription(url, Caller.SERVICE);
    }

    private static NotificationSubscription subscription(String url, Caller owner) {
        return NotificationSubscription.of(
                url,
                NotificationScope.of(NotifiedType.EXECUTION_RESULT),
                owner,
                new ChangeCursor(7, Integer.MAX_VALUE),
                NOW);
    }

    private static NotificationSubscription disabled(NotificationSubscription enabled) {
        return enabled.with(enabled.delivery()
                .failed(
                        enabled.delivery().cursor(),
                        1,
                        new NotificationFailure("it is gone", "it is gone"),
                        NOW,
                        null));
    }

    private static NotificationSubscription enabled(NotificationSubscription disabled) {
        return disabled.registeredAgain(new ChangeCursor(8, 0), LATER, LATER);
    }

    /** Adds a subscription without a limit. */
    private boolean add(NotificationSubscription added) {
        return notifications().add(added, usage -> Optional.empty());
    }

    private static LimitExceededException tooMany() {
        return new LimitExceededException("there are too many");
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
        assertThat(add(added)).isTrue();
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
        add(added);
        assertThat(add(next)).as("stored already").isFalse();
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
                    adds.add(() -> add(added));
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
    default void additionOfASubscription_seesTheOthersAndReplacesOne() {
        Caller owner = new Caller("Dir", "Jo" + UUID.randomUUID());
        Caller inOtherCase = new Caller("dIR", owner.userId().toUpperCase(Locale.ROOT));
        NotificationSubscription first = disabled(subscription(newUrl(), owner));
        NotificationSubscription second = subscription(newUrl(), inOtherCase);
        NotificationSubscription other = subscription(newUrl(), new Caller("Dir2", owner.userId()));
        List.of(first, second, other).forEach(this::add);
        int all = all().size();
        NotificationSubscription third = subscription(newUrl(), owner);
        List<NotificationUsage> usages = new ArrayList<>();
        assertThat(notifications().add(third, usage -> {
                    usages.add(usage);
                    return Optional.of(first);
                }))
                .isTrue();
        assertThat(usages.get(0).subscriptions()).isEqualTo(all);
        assertThat(usages.get(0).ofOwner()).containsExactlyInAnyOrder(first, second);
        assertThat(notifications().find(first.id())).isEmpty();
        assertThat(notifications().find(third.id())).contains(third);

        assertThat(notifications().add(third, usage -> Optional.of(second)))
                .as("stored already")
                .isFalse();
        assertThat(notifications().add(first, usage -> Optional.of(second.with(second.delivery()))))
                .as("the replaced one has changed")
                .isFalse();
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(() -> notifications().add(first, usage -> {
                    throw tooMany();
                }))
                .withMessage("there are too many");
        assertThat(notifications().find(first.id())).isEmpty();
        assertThat(notifications().find(second.id())).contains(second);
        List.of(second, third, other).forEach(notifications()::remove);
    }

    @Test
    default void subscription_isEnabledUnlessTheCheckFails() {
        NotificationSubscription disabled = disabled(subscription(newUrl(), new Caller("DIR", "jo")));
        NotificationSubscription enabled = enabled(disabled);
        add(disabled);
        assertThatExceptionOfType(LimitExceededException.class)
                .isThrownBy(() -> notifications().enable(enabled, disabled, usage -> {
                    throw tooMany();
                }))
                .withMessage("there are too many");
        assertThat(notifications().find(disabled.id())).contains(disabled);
        assertThat(notifications()
                        .enable(
                                enabled,
                                disabled,
                                usage -> assertThat(usage.ofOwner()).contains(disabled)))
                .isTrue();
        assertThat(notifications().find(disabled.id())).contains(enabled);
        assertThat(notifications().enable(enabled(disabled), disabled, usage -> {}))
                .as("it has changed")
                .isFalse();
        notifications().remove(enabled);
    }

    @Test
    default void concurrently_addedSubscriptionsKeepALimit() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < Race.ROUNDS; round++) {
                Caller owner = new Caller("DIR", "jo" + UUID.randomUUID());
                NotificationSubscription first = subscription(newUrl(), owner);
                add(first);
                List<Callable<Boolean>> adds = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    NotificationSubscription added = subscription(newUrl(), owner);
                    adds.add(Race.succeedsUnless(
                            LimitExceededException.class,
                            () -> assertThat(notifications().add(added, usage -> {
                                        if (usage.ofOwner().size() < 2) {
                                            return Optional.empty();
                                        }
                                        throw tooMany();
                                    }))
                                    .isTrue()));
                }
                assertThat(race.run(adds)).containsOnlyOnce(true);
                List<NotificationSubscription> stored = ownedBy(owner);
                assertThat(stored).hasSize(2).contains(first);
                stored.forEach(notifications()::remove);
            }
        }
    }

    @Test
    default void concurrently_aSubscriptionIsReplacedOnce() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < Race.ROUNDS; round++) {
                Caller owner = new Caller("DIR", "jo" + UUID.randomUUID());
                add(disabled(subscription(newUrl(), owner)));
                List<Callable<Boolean>> adds = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    NotificationSubscription added = subscription(newUrl(), owner);
                    adds.add(Race.succeedsUnless(
                            LimitExceededException.class,
                            () -> assertThat(notifications()
                                            .add(
                                                    added,
                                                    usage -> Optional.of(usage.ofOwner().stream()
                                                            .filter(one -> !one.delivery()
                                                                    .enabled())
                                                            .findAny()
                                                            .orElseThrow(NotificationsContract::tooMany))))
                                    .isTrue()));
                }
                assertThat(race.run(adds)).containsOnlyOnce(true);
                List<NotificationSubscription> stored = ownedBy(owner);
                assertThat(stored).hasSize(1);
                stored.forEach(notifications()::remove);
            }
        }
    }

    @Test
    default void concurrently_enabledSubscriptionsKeepALimit() throws Exception {
        try (Race race = new Race()) {
            for (int round = 0; round < Race.ROUNDS; round++) {
                Caller owner = new Caller("DIR", "jo" + UUID.randomUUID());
                List<Callable<Boolean>> enablings = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    NotificationSubscription disabled = disabled(subscription(newUrl(), owner));
                    add(disabled);
                    enablings.add(Race.succeedsUnless(
                            LimitExceededException.class,
                            () -> assertThat(notifications().enable(enabled(disabled), disabled, usage -> {
                                        if (usage.ofOwner().stream()
                                                .anyMatch(one -> one.delivery().enabled())) {
                                            throw tooMany();
                                        }
                                    }))
                                    .isTrue()));
                }
                assertThat(race.run(enablings)).containsOnlyOnce(true);
                ownedBy(owner).forEach(notifications()::remove);
            }
        }
    }

    @Test
    default void enable_ofAnOutdatedSubscriptionReturnsFalseWithoutACheck() {
        NotificationSubscription disabled = disabled(subscription(newUrl(), new Caller("DIR", "jo")));
        add(disabled);
        assertThat(notifications().enable(enabled(disabled), disabled, usage -> {}))
                .isTrue();
        assertThat(notifications().enable(enabled(disabled), disabled, usage -> {
                    throw tooMany();
                }))
                .isFalse();
        notifications().remove(enabled(disabled));
    }

    private List<NotificationSubscription> ownedBy(Caller owner) {
        return all().stream().filter(one -> one.owner().equals(owner)).toList();
    }

    @Test
    default void earliestPlace_isThatOfAnEnabledSubscription() {
        NotificationSubscription added = subscription(newUrl());
        NotificationSubscription early = added.with(added.delivery().at(new ChangeCursor(0, 2)));
        NotificationSubscription earlier = subscription(newUrl());
        NotificationSubscription disabled = earlier.with(earlier.delivery()
                .at(new ChangeCursor(0, 1))
                .failed(new ChangeCursor(0, 1), 1, new NotificationFailure("it is gone", "it is gone"), NOW, null));
        add(early);
        add(disabled);
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
            add(one);
        }
        added.sort(Comparator.comparing(one -> one.id().toString()));
        assertThat(all()).containsSubsequence(added);
        added.forEach(notifications()::remove);
        assertThat(all()).doesNotContainAnyElementsOf(added);
    }

    @Test
    default void subscriptions_areListedInPages() {
        List<NotificationSubscription> added =
                Stream.generate(() -> subscription(newUrl())).limit(20).toList();
        added.forEach(this::add);
        List<NotificationSubscription> listed = new ArrayList<>();
        UUID last = null;
        List<NotificationSubscription> page = notifications().list(null, 3);
        while (!page.isEmpty()) {
            assertThat(page).hasSizeLessThanOrEqualTo(3);
            listed.addAll(page);
            last = page.get(page.size() - 1).id();
            page = notifications().list(last, 3);
        }
        assertThat(listed).containsExactlyElementsOf(all()).containsAll(added);
        assertThat(notifications().list(last, 3)).isEmpty();
        added.forEach(notifications()::remove);
    }

    @Test
    default void usage_countsAllAndReadsThoseOfTheOwner() {
        Caller owner = new Caller("Dir", "Jo" + UUID.randomUUID());
        Caller inOtherCase = new Caller("dIR", owner.userId().toUpperCase(Locale.ROOT));
        NotificationUsage before = notifications().usage(owner);
        NotificationSubscription first = filtered("status eq 1", owner);
        NotificationSubscription second = filtered("status eq 12", inOtherCase);
        NotificationSubscription other = filtered("status eq 123", new Caller("Dir2", owner.userId()));
        NotificationSubscription unfiltered = subscription(newUrl(), owner);
        List<NotificationSubscription> added = List.of(first, second, other, unfiltered);
        added.forEach(this::add);
        NotificationUsage usage = notifications().usage(owner);
        assertThat(usage.subscriptions()).isEqualTo(before.subscriptions() + 4);
        assertThat(usage.filterCharacters()).isEqualTo(before.filterCharacters() + 11 + 12 + 13);
        assertThat(usage.ofOwner()).containsExactlyInAnyOrder(first, second, unfiltered);
        List<NotificationUsage> usages = new ArrayList<>();
        notifications().add(subscription(newUrl(), owner), current -> {
            usages.add(current);
            return Optional.of(unfiltered);
        });
        assertThat(usages.get(0).filterCharacters()).as("while one is added").isEqualTo(usage.filterCharacters());
        ownedBy(owner).forEach(notifications()::remove);
        notifications().remove(other);
        assertThat(notifications().usage(owner)).isEqualTo(before);
    }

    private static NotificationSubscription filtered(String filter, Caller owner) {
        return NotificationSubscription.of(
                newUrl(),
                NotificationScope.of(NotifiedType.EXECUTION_RESULT).withFilter(filter),
                owner,
                ChangeCursor.START,
                NOW);
    }

    private List<NotificationSubscription> all() {
        return notifications().list(null, Integer.MAX_VALUE);
    }
}
