package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.MovingClock;
import org.executionsession.application.support.RecordingSender;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.NotificationRejectedException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.NotificationFailure;
import org.executionsession.domain.model.NotificationLimits;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotifiedType;
import org.executionsession.domain.port.inbound.ChangeNotifications;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may subscribe to what. How notifications are delivered is tested with the dispatcher. */
class ChangeNotificationsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final Caller JO = new Caller("ACME", "jo");
    private static final Caller OTHER = new Caller("ACME", "other");
    private static final String URL = "https://receiver.example/";
    private static final NotificationScope RESULTS = NotificationScope.of(NotifiedType.EXECUTION_RESULT);

    private static final int THREADS = 8;

    /** Enough rounds for the threads to run in every order. */
    private static final int ROUNDS = 50;

    private final InMemoryStore store = new InMemoryStore();
    private final MovingClock clock = new MovingClock(NOW);
    private final ExecutionSessions library = ExecutionSessions.builder(store)
            .clock(clock)
            .notificationSender(new RecordingSender())
            .notificationLimits(new NotificationLimits(3, 2, Duration.ofDays(7)))
            .build();
    private final ChangeNotifications notifications = library.changeNotifications();

    @AfterEach
    void close() {
        library.close();
    }

    private void replace(NotificationSubscription read, NotificationSubscription next) {
        assertThat(store.notifications().replace(next, read)).isTrue();
    }

    private List<NotificationSubscription> list(Caller caller) {
        return list(notifications, caller);
    }

    private static List<NotificationSubscription> list(ChangeNotifications notifications, Caller caller) {
        List<NotificationSubscription> listed = new ArrayList<>();
        notifications.forEach(caller, listed::add);
        return listed;
    }

    @Test
    void sameSubscription_existsOnce() {
        NotificationSubscription first = notifications.subscribe(URL, RESULTS.withPropertyName("STATUS"), JO);
        clock.pass(Duration.ofHours(1));
        NotificationSubscription again = notifications.subscribe(URL, RESULTS.withPropertyName("status"), JO);
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.registeredAt()).isEqualTo(clock.instant());
        assertThat(again.delivery()).isEqualTo(first.delivery());
        assertThat(list(JO)).containsExactly(again);
        assertThat(notifications.subscribe(URL, RESULTS, JO).id()).isNotEqualTo(first.id());
        assertThat(notifications
                        .subscribe(URL, RESULTS.withPropertyName("status"), OTHER)
                        .id())
                .isNotEqualTo(first.id());
    }

    @Test
    void disabledSubscription_isEnabledFromNowOn() {
        NotificationSubscription first = notifications.subscribe(URL, RESULTS, JO);
        NotificationSubscription disabled = first.with(first.delivery()
                .failed(ChangeCursor.START, 1, new NotificationFailure("down", "down"), clock.instant(), null));
        replace(first, disabled);
        clock.pass(Duration.ofDays(5));
        NotificationSubscription again = notifications.subscribe(URL, RESULTS, JO);
        assertThat(again.delivery().enabled()).isTrue();
        assertThat(again.delivery().failedAttempts()).isZero();
    }

    @Test
    void failingSubscription_isTriedEarlierButNotEachTime() {
        NotificationSubscription first = notifications.subscribe(URL, RESULTS, JO);
        replace(
                first,
                first.with(first.delivery()
                        .failed(
                                ChangeCursor.START,
                                1,
                                new NotificationFailure("down", "down"),
                                NOW,
                                NOW.plus(Duration.ofHours(4)))));
        clock.pass(Duration.ofSeconds(10));
        assertThat(notifications.subscribe(URL, RESULTS, JO).delivery().dueAt()).isEqualTo(NOW.plusSeconds(60));
        clock.pass(Duration.ofHours(1));
        assertThat(notifications.subscribe(URL, RESULTS, JO).delivery().dueAt()).isEqualTo(NOW.plusSeconds(60));
    }

    @Test
    void limits_areThoseOfACallerAndOfTheServer() {
        NotificationSubscription first = notifications.subscribe(URL + 1, RESULTS, JO);
        notifications.subscribe(URL + 2, RESULTS, JO);
        assertThatThrownBy(() -> notifications.subscribe(URL + 3, RESULTS, JO))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("the caller has 2");
        notifications.subscribe(URL, RESULTS, OTHER);
        assertThatThrownBy(() -> notifications.subscribe(URL + 2, RESULTS, OTHER))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("there are 3");
        disable(first);
        notifications.subscribe(URL + 3, RESULTS, JO);
        assertThat(list(JO))
                .extracting(NotificationSubscription::callbackUrl)
                .containsExactlyInAnyOrder(URL + 2, URL + 3);
    }

    /** Disables a subscription, as after too many failures. */
    private void disable(NotificationSubscription enabled) {
        NotificationFailure gone = new NotificationFailure("gone", "gone");
        replace(enabled, enabled.with(enabled.delivery().failed(ChangeCursor.START, 1, gone, NOW, null)));
    }

    /** Returns a scope whose filter has so many comparisons. */
    private static NotificationScope withComparisons(int count) {
        return RESULTS.withFilter(String.join(" or ", Collections.nCopies(count, "scriptLogLocation so 'x'")));
    }

    /** Runs actions at the same time. Returns how many of them are not rejected because of a limit. */
    private static long atTheSameTime(List<Runnable> subscriptions) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(subscriptions.size());
        try {
            CyclicBarrier start = new CyclicBarrier(subscriptions.size());
            List<Future<Boolean>> running = new ArrayList<>();
            for (Runnable subscription : subscriptions) {
                running.add(threads.submit(() -> {
                    start.await();
                    try {
                        subscription.run();
                        return true;
                    } catch (LimitExceededException rejected) {
                        return false;
                    }
                }));
            }
            long added = 0;
            for (Future<Boolean> one : running) {
                added += one.get() ? 1 : 0;
            }
            return added;
        } finally {
            threads.shutdownNow();
        }
    }

    private void unsubscribeAll() {
        list(Caller.SERVICE).forEach(one -> notifications.unsubscribe(one.id(), Caller.SERVICE));
    }

    @Test
    void concurrentSubscriptions_keepTheLimits() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<Runnable> ofOneCaller = new ArrayList<>();
            List<Runnable> ofAll = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                String url = URL + i;
                Caller caller = new Caller("ACME", "user" + i);
                ofOneCaller.add(() -> notifications.subscribe(url, RESULTS, JO));
                ofAll.add(() -> notifications.subscribe(url, RESULTS, caller));
            }
            assertThat(atTheSameTime(ofOneCaller)).as("of a caller").isEqualTo(2);
            assertThat(atTheSameTime(ofAll)).as("of all").isEqualTo(1);
            unsubscribeAll();
        }
    }

    @Test
    void concurrentSubscriptions_keepTheLimitOfComparisons() throws Exception {
        NotificationScope half = withComparisons(300);
        NotificationScope other = half.withPropertyName("status");
        for (int round = 0; round < ROUNDS; round++) {
            List<Runnable> additions = List.of(
                    () -> notifications.subscribe(URL, half, JO), () -> notifications.subscribe(URL, other, JO));
            assertThat(atTheSameTime(additions)).as("added").isEqualTo(1);
            unsubscribeAll();
            clock.pass(Duration.ofMinutes(1));
            for (NotificationScope scope : List.of(half, other)) {
                NotificationSubscription added = notifications.subscribe(URL, scope, JO);
                disable(added);
            }
            assertThat(atTheSameTime(additions)).as("enabled").isEqualTo(1);
            unsubscribeAll();
        }
    }

    /** Returns a scope whose filter has so many characters. */
    private static NotificationScope withCharacters(int count) {
        return RESULTS.withFilter(
                "scriptLogLocation ne '" + "a".repeat(count - "scriptLogLocation ne ''".length()) + "'");
    }

    @Test
    void charactersOfFilters_areLimitedForEachCallerAndForAll() {
        NotificationScope longest = withCharacters(60_000);
        NotificationScope one = RESULTS.withFilter("status eq 8");
        NotificationSubscription first = notifications.subscribe(URL, longest, JO);
        assertThatThrownBy(() -> notifications.subscribe(URL, one, JO))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining(
                        "the filters of the caller's subscriptions would have more than 60000 characters");
        assertThatThrownBy(() -> notifications.subscribe(URL, one, OTHER))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("the filters of all subscriptions would have more than 60000 characters");
        notifications.subscribe(URL, RESULTS, OTHER);
        assertThat(notifications.subscribe(URL, longest, JO).id())
                .as("repeated")
                .isEqualTo(first.id());
        notifications.unsubscribe(first.id(), JO);
        notifications.subscribe(URL, one, OTHER);
    }

    @Test
    void disabledSubscription_makesRoomForTheCharactersOfAFilter() {
        NotificationSubscription shorter = notifications.subscribe(URL, withCharacters(20_000), JO);
        NotificationSubscription longer = notifications.subscribe(URL, withCharacters(40_000), JO);
        disable(shorter);
        disable(longer);
        NotificationSubscription added = notifications.subscribe(URL, withCharacters(30_000), JO);
        assertThat(list(JO))
                .extracting(NotificationSubscription::id)
                .containsExactlyInAnyOrder(shorter.id(), added.id());
    }

    @Test
    void concurrentSubscriptions_keepTheLimitOfCharacters() throws Exception {
        NotificationScope half = withCharacters(40_000);
        for (int round = 0; round < ROUNDS; round++) {
            clock.pass(Duration.ofMinutes(1));
            assertThat(atTheSameTime(List.of(
                            () -> notifications.subscribe(URL, half, JO),
                            () -> notifications.subscribe(URL + 2, half, JO))))
                    .as("of a caller")
                    .isEqualTo(1);
            unsubscribeAll();
            assertThat(atTheSameTime(List.of(
                            () -> notifications.subscribe(URL, half, JO),
                            () -> notifications.subscribe(URL, half, OTHER))))
                    .as("of all")
                    .isEqualTo(1);
            unsubscribeAll();
        }
    }

    /** Adds and deletes subscriptions until one is rejected. Returns how many were added. */
    private int addAndDelete(NotificationScope scope, Caller caller) {
        for (int i = 0; i < 10_000; i++) {
            try {
                notifications.unsubscribe(
                        notifications.subscribe(URL + i, scope, caller).id(), caller);
            } catch (LimitExceededException rejected) {
                assertThat(rejected).hasMessageContaining("within a minute");
                return i;
            }
        }
        throw new AssertionError("none is rejected");
    }

    @Test
    void whatACallerAddsWithinAMinute_isLimitedAlsoIfItIsDeleted() {
        assertThat(addAndDelete(withCharacters(60_000), JO)).isEqualTo(10);
        assertThat(addAndDelete(withCharacters(30_000), OTHER))
                .as("another caller")
                .isEqualTo(20);
        clock.pass(Duration.ofMinutes(1));
        assertThat(addAndDelete(RESULTS, JO)).as("without filters").isEqualTo(585);
        clock.pass(Duration.ofHours(-1));
        assertThat(addAndDelete(withCharacters(60_000), JO))
                .as("after the clock was set back")
                .isEqualTo(10);
    }

    @Test
    void aRepeatedRegistration_isNeverTooMuchAndNotWrittenEachTime() {
        NotificationSubscription first = notifications.subscribe(URL, withCharacters(30_000), JO);
        addAndDelete(withCharacters(30_000), JO);
        for (int i = 0; i < 1_000; i++) {
            clock.pass(Duration.ofMillis(59));
            assertThat(notifications.subscribe(URL, first.scope(), JO).version())
                    .isEqualTo(first.version());
        }
        assertThat(list(JO)).containsExactly(first);
        clock.pass(Duration.ofSeconds(1));
        NotificationSubscription again = notifications.subscribe(URL, first.scope(), JO);
        assertThat(again.registeredAt()).isEqualTo(clock.instant());
        assertThat(list(JO)).containsExactly(again);
    }

    /** A client that repeats its request has one subscription, so it is never too much. */
    @Test
    void concurrentRegistrationsOfOneSubscription_succeed() throws Exception {
        NotificationScope costly = withComparisons(300);
        for (int round = 0; round < ROUNDS; round++) {
            notifications.subscribe(URL, RESULTS, JO);
            List<Runnable> same = Collections.nCopies(THREADS, () -> notifications.subscribe(URL, costly, JO));
            assertThat(atTheSameTime(same)).as("added").isEqualTo(THREADS);
            NotificationSubscription added = list(JO).stream()
                    .filter(one -> one.scope().equals(costly))
                    .findFirst()
                    .orElseThrow();
            disable(added);
            assertThat(atTheSameTime(same)).as("enabled").isEqualTo(THREADS);
            unsubscribeAll();
        }
    }

    @Test
    void comparisonsInFilters_areLimitedForEachCaller() {
        NotificationScope costly = withComparisons(500);
        NotificationSubscription small = notifications.subscribe(URL, RESULTS.withFilter("status eq 8"), JO);
        notifications.subscribe(URL + 1, costly, JO);
        assertThatThrownBy(() -> notifications.subscribe(URL + 2, costly, JO))
                .isInstanceOf(LimitExceededException.class)
                .hasMessageContaining("more than 520 comparisons");
        notifications.subscribe(URL + 2, costly, OTHER);
        notifications.unsubscribe(small.id(), JO);
        NotificationSubscription first = notifications.subscribe(URL + 1, costly, JO);
        disable(first);
        NotificationSubscription second = notifications.subscribe(URL + 2, costly, JO);
        assertThatThrownBy(() -> notifications.subscribe(URL + 1, costly, JO))
                .as("enabled again")
                .isInstanceOf(LimitExceededException.class);
        notifications.unsubscribe(second.id(), JO);
        assertThat(notifications.subscribe(URL + 1, costly, JO).delivery().enabled())
                .isTrue();
    }

    @Test
    void caller_listsAndEndsItsOwn() {
        NotificationSubscription own = notifications.subscribe(URL, RESULTS, JO);
        NotificationSubscription other = notifications.subscribe(URL, RESULTS, OTHER);
        assertThat(list(JO)).containsExactly(own);
        assertThat(list(Caller.SERVICE)).containsExactlyInAnyOrder(own, other);
        assertThatThrownBy(() -> notifications.unsubscribe(other.id(), JO)).isInstanceOf(NotFoundException.class);
        notifications.unsubscribe(own.id(), JO);
        notifications.unsubscribe(other.id(), Caller.SERVICE);
        assertThat(list(Caller.SERVICE)).isEmpty();
        assertThatThrownBy(() -> notifications.unsubscribe(own.id(), JO)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void badSubscription_isRejected() {
        assertThatThrownBy(() -> notifications.subscribe("ftp://receiver", RESULTS, JO))
                .isInstanceOf(NotificationRejectedException.class);
        assertThatThrownBy(() -> notifications.subscribe(URL, RESULTS.withFilter("nosuch eq 1"), JO))
                .isInstanceOf(InvalidQueryException.class);
        assertThatThrownBy(() -> notifications.subscribe(URL, RESULTS.withPropertyName("nosuch"), JO))
                .isInstanceOf(NotificationRejectedException.class);
        assertThatThrownBy(() -> notifications.subscribe(URL, RESULTS.withPropertyName("!"), JO))
                .isInstanceOf(NotificationRejectedException.class);
    }

    @Test
    void callerWhoMayReadNothing_isRejected() {
        try (ExecutionSessions closed = ExecutionSessions.builder(store)
                .accessPolicy(new AccessPolicy.ByCaller(caller -> Set.of()))
                .notificationSender(new RecordingSender())
                .build()) {
            ChangeNotifications none = closed.changeNotifications();
            assertThatThrownBy(() -> none.subscribe(URL, RESULTS, JO)).isInstanceOf(AccessDeniedException.class);
            assertThat(list(none, JO)).isEmpty();
            assertThatThrownBy(() -> none.unsubscribe(UUID.randomUUID(), JO)).isInstanceOf(AccessDeniedException.class);
        }
    }

    @Test
    void withoutASender_thereAreNoNotifications() {
        try (ExecutionSessions plain = ExecutionSessions.inMemory()) {
            assertThatThrownBy(() -> plain.changeNotifications().subscribe(URL, RESULTS, JO))
                    .isInstanceOf(NotificationRejectedException.class)
                    .hasMessage("this server sends no notifications");
            assertThat(list(plain.changeNotifications(), JO)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', UPDATE, 'status,details', true",
        "status, UPDATE, 'status,details', true",
        "status, UPDATE, details, false",
        "status, UPDATE, '', true",
        "status, CREATE, '', true",
        "status, DELETE, '', true",
        "!status, UPDATE, status, false",
        "!status, UPDATE, 'status,details', true",
        "!status, DELETE, '', true"
    })
    void property_restrictsUpdates(String property, ChangeType type, String changed, boolean expected) {
        EntityChange change = new EntityChange(
                type,
                EntityKind.RESULT,
                UUID.randomUUID(),
                null,
                NOW,
                changed.isEmpty() ? Set.of() : Set.of(changed.split(",")));
        assertThat(RESULTS.withPropertyName(property).mayContain(change)).isEqualTo(expected);
    }

    @Test
    void typeKindAndId_areSelected() {
        EntityChange change = EntityChange.deleted(EntityKind.RESULT, UUID.randomUUID(), null);
        assertThat(RESULTS.mayContain(change)).isTrue();
        assertThat(RESULTS.withEntity(change.id()).mayContain(change)).isTrue();
        assertThat(RESULTS.withEntity(UUID.randomUUID()).mayContain(change)).isFalse();
        assertThat(RESULTS.withChangeTypes(EnumSet.of(ChangeType.CREATE, ChangeType.UPDATE))
                        .mayContain(change))
                .isFalse();
        assertThat(NotificationScope.of(NotifiedType.EXECUTION_SESSION).mayContain(change))
                .isFalse();
    }
}
