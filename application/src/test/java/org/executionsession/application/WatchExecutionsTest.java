package org.executionsession.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.CursorExpiredException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotifiedType;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.inbound.WatchExecutions;
import org.executionsession.domain.port.inbound.WatchExecutions.Outcome;
import org.executionsession.domain.port.inbound.WatchExecutions.Page;
import org.executionsession.domain.port.inbound.WatchExecutions.Reason;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.ChangeStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchExecutionsTest {

    private static final Caller JO = new Caller("ACME", "jo");
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Set<EntityKind> ALL = EnumSet.allOf(EntityKind.class);

    private final InMemoryStore store = new InMemoryStore();
    private final ExecutionSessions sessions = ExecutionSessions.builder(store).build();
    private final WatchExecutions watch = sessions.watchExecutions();

    /** Another process on the same store. */
    private final ExecutionSessions other = ExecutionSessions.builder(store).build();

    @AfterEach
    void close() {
        sessions.close();
        other.close();
    }

    private ExecutionSession create() {
        return create("jo");
    }

    private ExecutionSession create(String user) {
        return sessions.createExecutionSession()
                .create(ExecutionSessionDraft.builder().user(user).build(), JO, null);
    }

    private static ExecutionSession update(ExecutionSessions by, ExecutionSession session, TaskExecutionStatus status) {
        return by.updateExecutionSession()
                .update(
                        session.id(),
                        session.content().toBuilder()
                                .executionResult(session.executionResult().toBuilder()
                                        .status(status)
                                        .build())
                                .build(),
                        session.modifiedDate(),
                        JO);
    }

    private CompletableFuture<Outcome<ExecutionSession>> await(ExecutionSession known, Duration timeout) {
        return watch.awaitSession(known.id(), known::equals, timeout, JO).toCompletableFuture();
    }

    @Nested
    class Waiting {

        @Test
        void knownSession_completesWhenItChanges() throws Exception {
            ExecutionSession session = create();
            CompletableFuture<Outcome<ExecutionSession>> wait = await(session, LONG);
            assertThat(watch.statistics().waits()).isOne();
            ExecutionSession updated = update(sessions, session, TaskExecutionStatus.STARTED);
            assertThat(wait.get()).isEqualTo(new Outcome<>(Reason.CHANGED, updated));
            assertThat(watch.statistics().waits()).isZero();
        }

        @Test
        void otherSession_completesAtOnce() {
            ExecutionSession session = create();
            ExecutionSession updated = update(sessions, session, TaskExecutionStatus.STARTED);
            assertThat(await(session, LONG)).isCompletedWithValue(new Outcome<>(Reason.CHANGED, updated));
        }

        @Test
        void endedSession_completesAtOnce() {
            ExecutionSession session = create();
            ExecutionSession finished = update(sessions, session, TaskExecutionStatus.FINISHED_SUCCESS);
            assertThat(await(finished, LONG)).isCompletedWithValue(new Outcome<>(Reason.ENDED, finished));
            sessions.endExecutionSession().end(session.id(), JO);
            assertThat(await(finished, LONG)).isCompletedWithValue(new Outcome<>(Reason.ENDED, null));
        }

        @Test
        void deletedSession_completes() throws Exception {
            ExecutionSession session = create();
            CompletableFuture<Outcome<ExecutionSession>> wait = await(session, LONG);
            sessions.endExecutionSession().end(session.id(), JO);
            assertThat(wait.get()).isEqualTo(new Outcome<>(Reason.ENDED, null));
        }

        @Test
        void changeOfTheResultByItself_completesTheWaitForItsSession() throws Exception {
            ExecutionSession session = create();
            CompletableFuture<Outcome<ExecutionSession>> wait = await(session, LONG);
            ExecutionResultEntity result = sessions.executionResults()
                    .find(session.executionResult().id(), JO)
                    .orElseThrow();
            sessions.executionResults()
                    .update(
                            result.id(),
                            new ExecutionResultDraft(
                                    result.origin(),
                                    result.result().toBuilder()
                                            .status(TaskExecutionStatus.STARTED)
                                            .build()),
                            result.modifiedDate(),
                            JO);
            assertThat(wait.get().reason()).isEqualTo(Reason.CHANGED);
        }

        @Test
        void result_completesWhenItChanges() throws Exception {
            ExecutionSession session = create();
            ExecutionResultEntity result = sessions.executionResults()
                    .find(session.executionResult().id(), JO)
                    .orElseThrow();
            var wait = watch.awaitResult(result.id(), result::equals, LONG, JO).toCompletableFuture();
            update(sessions, session, TaskExecutionStatus.FINISHED_FAIL);
            assertThat(wait.get().reason()).isEqualTo(Reason.ENDED);
        }

        @Test
        void timeout_completes() throws Exception {
            ExecutionSession session = create();
            assertThat(await(session, Duration.ofMillis(1)).get()).isEqualTo(new Outcome<>(Reason.TIMEOUT, null));
            assertThat(await(session, Duration.ZERO)).isCompletedWithValue(new Outcome<>(Reason.TIMEOUT, null));
            assertThat(watch.statistics().waits()).isZero();
        }

        @Test
        void cancellation_removesTheWait() {
            CompletableFuture<Outcome<ExecutionSession>> wait = await(create(), LONG);
            wait.cancel(true);
            assertThat(watch.statistics().waits()).isZero();
        }

        @Test
        void changeOfAnotherProcess_completes() throws Exception {
            ExecutionSession session = create();
            // This process does not hear of the commit: only the feed tells of it.
            try (ExecutionSessions deaf = ExecutionSessions.builder(deaf(store)).build()) {
                CompletableFuture<Outcome<ExecutionSession>> wait = deaf.watchExecutions()
                        .awaitSession(session.id(), session::equals, LONG, JO)
                        .toCompletableFuture();
                update(other, session, TaskExecutionStatus.STARTED);
                assertThat(wait.get().reason()).isEqualTo(Reason.CHANGED);
            }
        }

        @Test
        void outageOfTheStore_delaysTheWait() throws Exception {
            ExecutionSession session = create();
            AtomicInteger failures = new AtomicInteger();
            AtomicBoolean isDown = new AtomicBoolean(true);
            ExecutionSessionStore unreliable = withChanges(store, (method, arguments) -> {
                if (method.getName().equals("onCommit")) {
                    return (Runnable) () -> {};
                }
                if (isDown.get()) {
                    failures.incrementAndGet();
                    throw new StoreUnavailableException("down", StoreUnavailableException.Condition.UNREACHABLE, null);
                }
                return method.invoke(store.changes(), arguments);
            });
            try (ExecutionSessions reconnecting =
                    ExecutionSessions.builder(unreliable).build()) {
                CompletableFuture<Outcome<ExecutionSession>> wait = reconnecting
                        .watchExecutions()
                        .awaitSession(session.id(), session::equals, LONG, JO)
                        .toCompletableFuture();
                while (failures.get() < 2) {
                    Thread.onSpinWait();
                }
                update(other, session, TaskExecutionStatus.STARTED);
                isDown.set(false);
                assertThat(wait.get().reason()).isEqualTo(Reason.CHANGED);
            }
        }

        @Test
        void changesThatAreStillToBeNotified_areKeptBeyondTheRetention() {
            create();
            store.changes().assignPositions(Instant.now(), 10);
            ChangeCursor place = store.changes().state().latest();
            assertThat(store.notifications()
                            .add(
                                    NotificationSubscription.of(
                                            "https://receiver.example/",
                                            NotificationScope.of(NotifiedType.EXECUTION_SESSION),
                                            JO,
                                            place,
                                            Instant.now()),
                                    usage -> Optional.empty()))
                    .isTrue();
            ExecutionSession pending = create();
            store.changes().assignPositions(Instant.now(), 10);
            Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(2));
            try (ExecutionSessions purging =
                    ExecutionSessions.builder(store).clock(later).build()) {
                purging.watchExecutions().awaitSession(pending.id(), pending::equals, LONG, JO);
                while (!isPurged(ChangeCursor.START)) {
                    Thread.onSpinWait();
                }
                assertThat(store.changes().list(place, 1)).isNotEmpty();
            }
        }

        private boolean isPurged(ChangeCursor after) {
            try {
                store.changes().list(after, 1);
                return false;
            } catch (CursorExpiredException purged) {
                return true;
            }
        }

        @Test
        void withoutWatchersAndCommits_theFeedIsNotRead() {
            List<String> calls = Collections.synchronizedList(new ArrayList<>());
            ExecutionSessionStore counted = withChanges(store, (method, arguments) -> {
                calls.add(method.getName());
                return method.invoke(store.changes(), arguments);
            });
            try (ExecutionSessions idle = ExecutionSessions.builder(counted).build()) {
                idle.findExecutionSessions().find(UUID.randomUUID(), JO);
            }
            assertThat(calls).containsExactly("onCommit");
        }

        @Test
        void tenThousandWaits_endTogether() throws Exception {
            ExecutionSession session = create();
            List<CompletableFuture<Outcome<ExecutionSession>>> waits = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                waits.add(await(session, LONG));
            }
            update(sessions, session, TaskExecutionStatus.STARTED);
            CompletableFuture.allOf(waits.toArray(CompletableFuture[]::new)).get();
            assertThat(waits)
                    .allSatisfy(wait -> assertThat(wait.join().reason()).isEqualTo(Reason.CHANGED));
            assertThat(watch.statistics().waits()).isZero();
        }

        @Test
        void endedWait_isNotCountedAnyMoreWhenItsOutcomeIsSeen() throws Exception {
            ExecutionSession session = create();
            var seen =
                    await(session, LONG).thenApply(ended -> watch.statistics().waits());
            update(sessions, session, TaskExecutionStatus.STARTED);
            assertThat(seen.get()).isZero();
        }

        @Test
        void failingPredicate_failsOnlyItsWait() {
            ExecutionSession session = create();
            var failing = watch.awaitSession(
                            session.id(),
                            any -> {
                                throw new IllegalStateException("of the caller");
                            },
                            LONG,
                            JO)
                    .toCompletableFuture();
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(failing::get)
                    .withCauseInstanceOf(IllegalStateException.class);
            assertThat(watch.statistics().waits()).isZero();
        }

        @Test
        void failingPolicy_failsOnlyTheWaitOfItsCaller() throws Exception {
            Caller wrong = new Caller("ACME", "wrong");
            AtomicBoolean fails = new AtomicBoolean();
            AccessPolicy policy = (caller, entity) -> {
                if (fails.get() && caller.equals(wrong)) {
                    throw new IllegalStateException("of the policy");
                }
                return EnumSet.allOf(Privilege.class);
            };
            ExecutionSession session = create();
            try (ExecutionSessions guarded =
                    ExecutionSessions.builder(store).accessPolicy(policy).build()) {
                WatchExecutions watching = guarded.watchExecutions();
                var failing = watching.awaitSession(session.id(), session::equals, LONG, wrong)
                        .toCompletableFuture();
                var waiting = watching.awaitSession(session.id(), session::equals, LONG, JO)
                        .toCompletableFuture();
                fails.set(true);
                update(guarded, session, TaskExecutionStatus.STARTED);
                assertThat(waiting.get(30, TimeUnit.SECONDS).reason()).isEqualTo(Reason.CHANGED);
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(() -> failing.get(30, TimeUnit.SECONDS))
                        .withCauseInstanceOf(IllegalStateException.class);
            }
        }

        @Test
        void close_cancelsWaits() {
            ExecutionSession session = create();
            CompletableFuture<Outcome<ExecutionSession>> wait = await(session, LONG);
            sessions.close();
            assertThatExceptionOfType(CancellationException.class).isThrownBy(wait::join);
            assertThatExceptionOfType(CancellationException.class).isThrownBy(await(session, LONG)::join);
        }
    }

    @Nested
    class Subscribing {

        @Test
        void subscriber_getsTheChangesOfItsKindsFromNowOn() throws Exception {
            create("before");
            // Whatever was committed before has its place.
            watch.list(watch.latest(), ALL, 1, JO);
            Recorder recorder = new Recorder(Long.MAX_VALUE);
            watch.changes(null, Set.of(EntityKind.SESSION), JO).subscribe(recorder);
            ExecutionSession session = create("after");
            sessions.endExecutionSession().end(session.id(), JO);
            assertThat(recorder.take().entity().id()).isEqualTo(session.id());
            assertThat(recorder.take().entity().type()).isEqualTo(ChangeType.DELETE);
            assertThat(watch.statistics().subscribers()).isOne();
            recorder.subscription.cancel();
            assertThat(watch.statistics().subscribers()).isZero();
        }

        @Test
        void cursor_resumesWithoutGapAndWithoutDouble() throws Exception {
            ChangeCursor start = watch.latest();
            List<UUID> ids = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                ids.add(create().id());
            }
            List<UUID> read = new ArrayList<>();
            ChangeCursor cursor = start;
            while (read.size() < 600) {
                Recorder recorder = new Recorder(7);
                watch.changes(cursor, Set.of(EntityKind.SESSION), JO).subscribe(recorder);
                for (int i = 0; i < Math.min(7, 600 - read.size()); i++) {
                    Change change = recorder.take();
                    read.add(change.entity().id());
                    cursor = change.cursor();
                    if (read.size() == 300) {
                        ids.add(create().id());
                    }
                }
                recorder.subscription.cancel();
            }
            assertThat(read).isEqualTo(ids.subList(0, 600));
        }

        @Test
        void subscriberThatHasReadAll_doesNotReadAgain() throws Exception {
            AtomicInteger lists = new AtomicInteger();
            AtomicInteger polls = new AtomicInteger();
            ExecutionSessionStore counted = withChanges(store, (method, arguments) -> {
                if (method.getName().equals("list")) {
                    lists.incrementAndGet();
                } else if (method.getName().equals("state")) {
                    polls.incrementAndGet();
                }
                return method.invoke(store.changes(), arguments);
            });
            create();
            try (ExecutionSessions idle = ExecutionSessions.builder(counted).build()) {
                Recorder recorder = new Recorder(Long.MAX_VALUE);
                idle.watchExecutions()
                        .changes(ChangeCursor.START, Set.of(EntityKind.SESSION), JO)
                        .subscribe(recorder);
                recorder.take();
                int before = polls.get();
                while (polls.get() < before + 3) {
                    Thread.onSpinWait();
                }
                assertThat(lists.get()).isLessThan(10);
            }
        }

        @Test
        void subscriberThatCatchesUp_missesNothingWhileOthersWrite() throws Exception {
            ChangeCursor start = watch.latest();
            List<UUID> ids = new ArrayList<>();
            Recorder recorder = new Recorder(Long.MAX_VALUE);
            for (int i = 0; i < 2_000; i++) {
                ids.add(create().id());
                if (i == 1_000) {
                    watch.changes(start, Set.of(EntityKind.SESSION), JO).subscribe(recorder);
                }
            }
            List<UUID> read = new ArrayList<>();
            while (read.size() < ids.size()) {
                read.add(recorder.take().entity().id());
            }
            assertThat(read).isEqualTo(ids);
        }

        @Test
        void expiredCursor_endsTheSubscriber() throws Exception {
            Recorder recorder = new Recorder(1);
            watch.changes(ChangeCursor.after(1_000), ALL, JO).subscribe(recorder);
            assertThat(recorder.end.get()).containsInstanceOf(CursorExpiredException.class);
        }

        @Test
        void wrongRequest_endsTheSubscriber() throws Exception {
            Recorder recorder = new Recorder(0);
            watch.changes(null, ALL, JO).subscribe(recorder);
            assertThat(recorder.end.get()).containsInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void close_completesSubscribers() throws Exception {
            Recorder recorder = new Recorder(1);
            watch.changes(null, ALL, JO).subscribe(recorder);
            sessions.close();
            assertThat(recorder.end.get()).isEmpty();
            Recorder late = new Recorder(1);
            watch.changes(null, ALL, JO).subscribe(late);
            assertThat(late.end.get()).isEmpty();
            assertThat(watch.statistics().subscribers()).isZero();
        }
    }

    @Nested
    class Access {

        private ExecutionSessions with(AccessPolicy policy) {
            return ExecutionSessions.builder(store).accessPolicy(policy).build();
        }

        @Test
        void callerWithoutPrivileges_isRejected() {
            try (ExecutionSessions guarded = with(new AccessPolicy.ByCaller(caller -> Set.of()))) {
                WatchExecutions watching = guarded.watchExecutions();
                ExecutionSession session = create();
                assertThatExceptionOfType(AccessDeniedException.class)
                        .isThrownBy(() -> watching.changes(null, ALL, JO));
                assertThatExceptionOfType(AccessDeniedException.class)
                        .isThrownBy(() -> watching.list(ChangeCursor.START, ALL, 1, JO));
                assertThatExceptionOfType(AccessDeniedException.class)
                        .isThrownBy(() -> watching.awaitSession(session.id(), session::equals, LONG, JO));
                assertThat(watching.statistics().waits()).isZero();
            }
        }

        @Test
        void caller_seesOnlyWhatItMayRead() {
            ChangeCursor start = watch.latest();
            ExecutionSession mine = create("jo");
            ExecutionSession other = create("max");
            sessions.endExecutionSession().end(create("max").id(), JO);
            AccessPolicy own = (caller, entity) -> isOf(caller, entity) ? Set.of(Privilege.READ) : Set.of();
            try (ExecutionSessions guarded = with(own)) {
                Page page = guarded.watchExecutions().list(start, Set.of(EntityKind.SESSION), 100, JO);
                assertThat(page.changes().stream()
                                .filter(change -> change.entity().type() != ChangeType.DELETE)
                                .map(change -> change.entity().id()))
                        .containsExactly(mine.id());
                assertThat(page.changes()).hasSize(2);
                assertThat(guarded.watchExecutions()
                                .awaitSession(other.id(), other::equals, LONG, JO)
                                .toCompletableFuture())
                        .isCompletedWithValue(new Outcome<>(Reason.ENDED, null));
            }
        }

        private boolean isOf(Caller caller, AuditedEntity entity) {
            return entity instanceof ExecutionSession session && session.user().equals(caller.userId());
        }
    }

    @Nested
    class Paging {

        @Test
        void pages_haveAllChanges() {
            ChangeCursor cursor = watch.latest();
            for (int i = 0; i < 5; i++) {
                create();
            }
            List<Change> all = new ArrayList<>();
            Page page = watch.list(cursor, ALL, 3, JO);
            while (!page.next().equals(cursor)) {
                all.addAll(page.changes());
                cursor = page.next();
                page = watch.list(cursor, ALL, 3, JO);
            }
            assertThat(all).hasSize(10).extracting(Change::cursor).isSorted();
        }

        @Test
        void limit_mustBeInRange() {
            assertThatIllegalArgumentException().isThrownBy(() -> watch.list(ChangeCursor.START, ALL, 0, JO));
            assertThatIllegalArgumentException().isThrownBy(() -> watch.list(ChangeCursor.START, ALL, 1_001, JO));
        }

        @Test
        void date_isAPlaceInTheFeed() {
            Instant before = Instant.now().minusSeconds(60);
            ChangeCursor start = watch.latest();
            create();
            assertThat(watch.before(before)).isEqualTo(start);
            assertThat(watch.before(Instant.now().plusSeconds(60))).isEqualTo(watch.latest());
        }
    }

    /** Returns a store that tells of no commits. */
    private static ExecutionSessionStore deaf(ExecutionSessionStore store) {
        return withChanges(
                store,
                (method, arguments) -> method.getName().equals("onCommit")
                        ? (Runnable) () -> {}
                        : method.invoke(store.changes(), arguments));
    }

    private static ExecutionSessionStore withChanges(ExecutionSessionStore store, Call call) {
        ChangeStore changes = proxy(ChangeStore.class, call);
        return proxy(
                ExecutionSessionStore.class,
                (method, arguments) -> method.getName().equals("changes") ? changes : method.invoke(store, arguments));
    }

    private interface Call {
        Object run(Method method, Object[] arguments) throws ReflectiveOperationException;
    }

    private static <T> T proxy(Class<T> type, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call.run(method, arguments)));
    }

    /** Remembers what it gets. */
    private static final class Recorder implements Flow.Subscriber<Change> {

        private final long requested;
        private final LinkedBlockingQueue<Change> changes = new LinkedBlockingQueue<>();
        private final CountDownLatch subscribed = new CountDownLatch(1);

        /** Empty if it was completed. */
        final CompletableFuture<Optional<Throwable>> end = new CompletableFuture<>();

        volatile Flow.Subscription subscription;

        Recorder(long requested) {
            this.requested = requested;
        }

        Change take() throws InterruptedException {
            Change change = changes.poll(30, TimeUnit.SECONDS);
            assertThat(change).as("the next change").isNotNull();
            return change;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscribedTo) {
            subscription = subscribedTo;
            subscribed.countDown();
            subscribedTo.request(requested);
        }

        @Override
        public void onNext(Change change) {
            changes.add(change);
        }

        @Override
        public void onError(Throwable failure) {
            end.complete(Optional.of(failure));
        }

        @Override
        public void onComplete() {
            end.complete(Optional.empty());
        }
    }
}
