package org.executionsession.application.internal.callback;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.application.internal.memory.InMemoryStore;
import org.executionsession.application.support.MovingClock;
import org.executionsession.application.support.RecordingSender;
import org.executionsession.application.support.RecordingSender.Call;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotifiedType;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationDispatcherTest {

    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");
    private static final Caller JO = new Caller("ACME", "jo");
    private static final NotificationScope SESSIONS = NotificationScope.of(NotifiedType.EXECUTION_SESSION);
    private static final Duration RETENTION = Duration.ofDays(7);

    private final InMemoryStore store = new InMemoryStore();
    private final MovingClock clock = new MovingClock(NOW);
    private final AtomicLong nanos = new AtomicLong();
    private final RecordingSender sender = new RecordingSender();
    private final List<AutoCloseable> closed = new ArrayList<>();
    private final ExecutionSessions library =
            ExecutionSessions.builder(store).clock(clock).build();

    @AfterEach
    void close() throws Exception {
        sender.acceptAll();
        for (AutoCloseable each : closed) {
            each.close();
        }
        library.close();
    }

    private NotificationDispatcher dispatcher() {
        return dispatcher(AccessPolicy.OPEN, sender);
    }

    private NotificationDispatcher dispatcher(AccessPolicy policy, RecordingSender used) {
        NotificationDispatcher dispatcher =
                new NotificationDispatcher(store, policy, used, clock, RETENTION, () -> 0.5, Thread::new, nanos::get);
        closed.add(dispatcher);
        return dispatcher;
    }

    private NotificationSubscription subscribe(String url, NotificationScope scope) {
        return subscribe(JO, url, scope);
    }

    private NotificationSubscription subscribe(Caller owner, String url, NotificationScope scope) {
        NotificationSubscription subscription = NotificationSubscription.of(
                url, scope, owner, store.changes().state().latest(), clock.instant());
        assertThat(store.notifications().add(subscription, usage -> Optional.empty()))
                .isTrue();
        return subscription;
    }

    private NotificationSubscription stored(NotificationSubscription subscription) {
        return store.notifications().find(subscription.id()).orElseThrow();
    }

    /** Waits for a state that the dispatcher stores after a response. */
    private NotificationSubscription await(
            NotificationSubscription subscription, Predicate<NotificationSubscription> condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        NotificationSubscription now = stored(subscription);
        while (!condition.test(now)) {
            assertThat(System.nanoTime()).as("the state is %s", now).isLessThan(deadline);
            Thread.onSpinWait();
            now = stored(subscription);
        }
        return now;
    }

    private ExecutionSession create(String user) {
        return library.createExecutionSession()
                .create(ExecutionSessionDraft.builder().user(user).build(), Caller.SERVICE, null);
    }

    private ExecutionSession update(ExecutionSession session, String user) {
        return library.updateExecutionSession()
                .update(
                        session.id(),
                        session.content().toBuilder().user(user).build(),
                        session.modifiedDate(),
                        Caller.SERVICE);
    }

    private void delete(ExecutionSession session) {
        library.endExecutionSession().end(session.id(), Caller.SERVICE);
    }

    private static String text(ChangeType type, ExecutionSession session) {
        return type + " " + session.id();
    }

    /** Accepts calls until a change has arrived, and returns all changes. */
    private List<String> acceptUntil(String last) throws InterruptedException {
        List<String> all = new ArrayList<>();
        while (!all.contains(last)) {
            all.addAll(sender.next().accept().changes());
        }
        return all;
    }

    @Test
    void changes_areSentInTheirOrder() throws InterruptedException {
        subscribe("http://a/", SESSIONS);
        dispatcher();
        ExecutionSession session = create("a");
        update(session, "b");
        delete(session);
        assertThat(acceptUntil(text(ChangeType.DELETE, session)))
                .containsExactly(
                        text(ChangeType.CREATE, session),
                        text(ChangeType.UPDATE, session),
                        text(ChangeType.DELETE, session));
    }

    @Test
    void changesDuringACall_areSentTogetherAfterIt() throws InterruptedException {
        subscribe("http://a/", SESSIONS);
        dispatcher();
        create("a");
        Call first = sender.next();
        ExecutionSession second = create("b");
        ExecutionSession third = create("c");
        assertThat(sender.isIdle()).isTrue();
        first.accept();
        assertThat(sender.next().accept().changes())
                .containsExactly(text(ChangeType.CREATE, second), text(ChangeType.CREATE, third));
    }

    @Test
    void manyChanges_areSentInBatches() throws InterruptedException {
        subscribe("http://a/", SESSIONS);
        List<String> created = createMany();
        dispatcher();
        assertThat(acceptAll(created.size())).isEqualTo(created);
    }

    @Test
    void changesThatTakeLong_areAllSent() throws InterruptedException {
        subscribe("http://a/", SESSIONS);
        List<String> created = createMany();
        dispatcher(
                (caller, entity) -> {
                    nanos.addAndGet(TurnTime.MAX.toNanos());
                    return EnumSet.allOf(Privilege.class);
                },
                sender);
        assertThat(acceptAll(created.size())).isEqualTo(created);
    }

    /** A caller whose changes take long to read. */
    private static final class CostlyCaller {

        private static final Caller CALLER = new Caller("ACME", "costly");

        private final CountDownLatch blocked = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);
        private volatile boolean blocksNext;

        /** Blocks the next read until the gate is opened. */
        private void read() {
            if (blocksNext) {
                blocked.countDown();
                awaitOpen(opened);
            }
        }
    }

    private void subscribeCostly(int count) {
        for (int i = 0; i < count; i++) {
            subscribe(CostlyCaller.CALLER, "http://costly" + i + "/", SESSIONS);
        }
    }

    private void deliverWithCostly(CostlyCaller costly) {
        dispatcher(
                (caller, entity) -> {
                    if (caller.equals(CostlyCaller.CALLER)) {
                        nanos.addAndGet(TurnTime.MAX.toNanos());
                        costly.read();
                    }
                    return EnumSet.allOf(Privilege.class);
                },
                sender);
    }

    @Test
    void costlySubscriptionsOfACaller_doNotHoldUpOthers() throws InterruptedException {
        subscribeCostly(12);
        subscribe("http://other/", SESSIONS);
        create("a");
        deliverWithCostly(new CostlyCaller());
        assertThat(List.of(
                        sender.next().message().callbackUrl(),
                        sender.next().message().callbackUrl()))
                .contains("http://other/");
    }

    @Test
    void costlyChangesThatContinueAfterACall_doNotHoldUpOthers() throws InterruptedException {
        subscribeCostly(8);
        int created = createMany().size();
        store.changes().assignPositions(NOW, 2 * created);
        subscribe("http://other/", SESSIONS);
        CostlyCaller costly = new CostlyCaller();
        deliverWithCostly(costly);
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            calls.add(sender.next());
        }
        costly.blocksNext = true;
        calls.get(0).accept();
        costly.blocked.await();
        calls.subList(1, 8).forEach(Call::accept);
        create("b");
        costly.blocksNext = false;
        costly.opened.countDown();
        assertThat(sender.next().message().callbackUrl()).startsWith("http://costly");
        assertThat(sender.next().message().callbackUrl()).isEqualTo("http://other/");
    }

    /** Between two callers with costly changes, one with cheap changes sends more. */
    @Test
    void anOutcome_isHandledBeforeTheNextCostlyCaller() throws Exception {
        CompletableFuture<Caller> blocked = new CompletableFuture<>();
        CountDownLatch opened = new CountDownLatch(1);
        CompletableFuture<Boolean> sentBeforeTheSecond = new CompletableFuture<>();
        AccessPolicy policy = (caller, entity) -> {
            if (caller.equals(JO)) {
                return EnumSet.allOf(Privilege.class);
            }
            if (blocked.complete(caller)) {
                awaitOpen(opened);
                nanos.addAndGet(TurnTime.MAX.toNanos());
            } else if (!caller.equals(blocked.getNow(caller))) {
                sentBeforeTheSecond.complete(sender.furtherCalls() > 1);
            }
            return EnumSet.allOf(Privilege.class);
        };
        subscribe("http://cheap/", SESSIONS);
        createMany();
        NotificationDispatcher dispatcher = dispatcher(policy, sender);
        Call first = sender.next();
        subscribe(new Caller("ACME", "costly"), "http://costly/", SESSIONS);
        subscribe(new Caller("ACME", "costly too"), "http://costly-too/", SESSIONS);
        dispatcher.refresh();
        create("a");
        blocked.get(30, TimeUnit.SECONDS);
        first.accept();
        opened.countDown();
        assertThat(sentBeforeTheSecond.get(30, TimeUnit.SECONDS))
                .as("beside the call of the first costly one")
                .isTrue();
    }

    private static void awaitOpen(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    private List<String> createMany() {
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 2 * BatchReader.MAX_CHANGES + 7; i++) {
            created.add(text(ChangeType.CREATE, create("a")));
        }
        return created;
    }

    private List<String> acceptAll(int count) throws InterruptedException {
        List<String> received = new ArrayList<>();
        while (received.size() < count) {
            List<String> batch = sender.next().accept().changes();
            assertThat(batch).hasSizeLessThanOrEqualTo(BatchReader.MAX_CHANGES);
            received.addAll(batch);
        }
        return received;
    }

    @ParameterizedTest
    @ValueSource(strings = {"user eq 'a'", "user so 'a'", "(user so 'A' or user eq 'x') and retries lt 9"})
    void filter_appliesToCreatedAndUpdatedEntitiesOnly(String filter) throws InterruptedException {
        subscribe("http://a/", SESSIONS.withFilter(filter));
        dispatcher();
        ExecutionSession other = create("b");
        ExecutionSession session = create("a");
        delete(other);
        assertThat(acceptUntil(text(ChangeType.DELETE, other)))
                .containsExactly(text(ChangeType.CREATE, session), text(ChangeType.DELETE, other));
    }

    @Test
    void typeOfTasks_isSelected() throws InterruptedException {
        subscribe("http://a/", NotificationScope.of(NotifiedType.EXTERNAL_PROGRAM_TASK));
        dispatcher();
        library.manageTasks().create(TaskDraft.builder().name("one").build(), Caller.SERVICE);
        UUID task = library.manageTasks()
                .create(
                        TaskDraft.builder()
                                .name("two")
                                .taskType(TaskType.EXTERNAL_PROGRAM)
                                .build(),
                        Caller.SERVICE)
                .id();
        assertThat(sender.next().accept().changes()).containsExactly("CREATE " + task);
    }

    @Test
    void ownerWithoutThePrivilege_isNotNotified() throws InterruptedException {
        Set<Privilege> granted = EnumSet.noneOf(Privilege.class);
        NotificationSubscription subscription = subscribe("http://a/", SESSIONS);
        dispatcher(new AccessPolicy.ByCaller(caller -> granted), sender);
        create("a");
        await(
                subscription,
                now -> now.delivery().cursor().position() > 0 && now.delivery().leasedBy() == null);
        granted.add(Privilege.READ);
        ExecutionSession readable = create("a");
        assertThat(sender.next().accept().changes()).containsExactly(text(ChangeType.CREATE, readable));
    }

    @Test
    void failedBatch_isRepeatedUnchanged() throws InterruptedException {
        NotificationSubscription subscription = subscribe("http://a/", SESSIONS);
        dispatcher();
        ExecutionSession first = create("a");
        sender.next().fail();
        NotificationSubscription failed =
                await(subscription, now -> now.delivery().failedAttempts() == 1);
        assertThat(failed.delivery().pending()).isOne();
        assertThat(failed.delivery().leasedBy()).isNull();
        assertThat(failed.delivery().dueAt()).isEqualTo(clock.instant().plusSeconds(5));
        ExecutionSession second = create("b");
        assertThat(sender.isIdle()).isTrue();
        clock.pass(Duration.ofSeconds(5));
        assertThat(sender.next().accept().changes()).containsExactly(text(ChangeType.CREATE, first));
        assertThat(sender.next().accept().changes()).containsExactly(text(ChangeType.CREATE, second));
        NotificationSubscription succeeded =
                await(subscription, now -> now.delivery().failedAttempts() == 0);
        assertThat(succeeded.delivery().failure()).isNotNull();
        assertThat(succeeded.delivery().succeededAt()).isEqualTo(clock.instant());
    }

    @Test
    void clockThatIsSetBack_delaysNoDelivery() throws InterruptedException {
        subscribe("http://a/", SESSIONS);
        dispatcher();
        create("a");
        sender.next().accept();
        clock.pass(Duration.ofHours(-1));
        ExecutionSession later = create("b");
        assertThat(sender.next().accept().changes()).containsExactly(text(ChangeType.CREATE, later));
    }

    @Test
    void failedChangeBehindManyOthers_isRepeatedByAnotherProcess() throws InterruptedException {
        NotificationSubscription subscription = subscribe(
                "http://a/",
                new NotificationScope(NotifiedType.EXECUTION_SESSION, null, "", Set.of(ChangeType.DELETE), ""));
        NotificationDispatcher first = dispatcher();
        ExecutionSession session = create("a");
        for (int i = 0; i < 250; i++) {
            create("b");
        }
        delete(session);
        sender.next().fail();
        await(subscription, now -> now.delivery().failedAttempts() == 1);
        first.close();
        clock.pass(Duration.ofSeconds(5));
        dispatcher();
        assertThat(sender.next().accept().changes()).containsExactly(text(ChangeType.DELETE, session));
    }

    @Test
    void policyThatFailsForOneOwner_doesNotHoldUpOthers() throws InterruptedException {
        Caller wrong = new Caller("ACME", "wrong");
        subscribe(wrong, "http://wrong/", SESSIONS);
        Set<String> others = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            others.add(sender.receiver(
                    subscribe("http://other" + i + "/", SESSIONS).callbackUrl()));
        }
        dispatcher(
                (caller, entity) -> {
                    if (caller.equals(wrong)) {
                        throw new IllegalStateException("of the policy");
                    }
                    return EnumSet.allOf(Privilege.class);
                },
                sender);
        create("a");
        while (!others.isEmpty()) {
            others.remove(sender.receiver(sender.next().accept().message().callbackUrl()));
        }
    }

    @Test
    void goneReceiver_isDisabled() throws InterruptedException {
        NotificationSubscription subscription = subscribe("http://a/", SESSIONS);
        dispatcher();
        create("a");
        sender.next().gone();
        await(subscription, now -> !now.delivery().enabled());
    }

    @Test
    void receiverThatFailsForDays_isDisabled() throws InterruptedException {
        NotificationSubscription subscription = subscribe("http://a/", SESSIONS);
        dispatcher();
        create("a");
        sender.next().fail();
        await(subscription, now -> now.delivery().failedAttempts() == 1);
        clock.pass(RetrySchedule.PATIENCE);
        sender.next().fail();
        await(subscription, now -> !now.delivery().enabled());
    }

    @Test
    void receiverThatDoesNotRespond_doesNotHoldUpOthers() throws InterruptedException {
        for (int i = 0; i < CallLimits.OF_RECEIVER + 3; i++) {
            subscribe("http://hanging/" + i, SESSIONS);
        }
        subscribe("http://other/", SESSIONS);
        dispatcher();
        create("a");
        List<String> called = new ArrayList<>();
        for (int i = 0; i < CallLimits.OF_RECEIVER + 1; i++) {
            called.add(sender.receiver(sender.next().message().callbackUrl()));
        }
        assertThat(called).containsOnlyOnce("http://other").contains("http://hanging");
        assertThat(sender.isIdle()).isTrue();
    }

    @Test
    void callsThatLeaveWorkBehind_countForTheirCallerUntilItEnds() throws InterruptedException {
        Map<String, CompletableFuture<Void>> work = new HashMap<>();
        List<NotificationSubscription> hanging = new ArrayList<>();
        for (int i = 0; i < CallLimits.OF_CALLER + 1; i++) {
            String url = "http://hanging" + i + "/";
            work.put(sender.receiver(url), sender.hold(url));
            hanging.add(subscribe(url, SESSIONS));
        }
        assertThat(store.notifications()
                        .add(
                                NotificationSubscription.of(
                                        "http://other/",
                                        SESSIONS,
                                        new Caller("ACME", "other"),
                                        store.changes().state().latest(),
                                        clock.instant()),
                                usage -> Optional.empty()))
                .isTrue();
        dispatcher();
        create("a");
        List<String> called = new ArrayList<>();
        for (int i = 0; i < CallLimits.OF_CALLER + 1; i++) {
            Call call = sender.next();
            String receiver = sender.receiver(call.message().callbackUrl());
            called.add(receiver);
            if (work.containsKey(receiver)) {
                call.fail();
            } else {
                call.accept();
            }
        }
        assertThat(called).contains("http://other").doesNotHaveDuplicates();
        for (NotificationSubscription each : hanging) {
            if (called.contains(sender.receiver(each.callbackUrl()))) {
                await(each, now -> now.delivery().failedAttempts() == 1);
            }
        }
        for (int i = 0; i < 2; i++) {
            create("a");
            assertThat(sender.next().accept().message().callbackUrl()).isEqualTo("http://other/");
        }
        work.get(called.stream().filter(work::containsKey).findFirst().orElseThrow())
                .complete(null);
        assertThat(called)
                .doesNotContain(sender.receiver(sender.next().message().callbackUrl()));
    }

    @Test
    void ofTwoProcesses_oneSendsEachChange() throws InterruptedException {
        NotificationSubscription subscription = subscribe("http://a/", SESSIONS);
        dispatcher();
        dispatcher();
        List<String> created = new ArrayList<>();
        List<String> received = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            created.add(text(ChangeType.CREATE, create("a")));
            received.addAll(sender.next().accept().changes());
            await(subscription, now -> now.delivery().leasedBy() == null);
        }
        assertThat(received).isEqualTo(created);
        assertThat(sender.isIdle()).isTrue();
    }

    @Test
    void subscriptionOfADeadProcess_isTakenOver() throws InterruptedException {
        NotificationSubscription subscription = subscribe("http://a/", SESSIONS);
        assertThat(store.notifications()
                        .replace(subscription.with(subscription.delivery().leasedBy(UUID.randomUUID())), subscription))
                .isTrue();
        NotificationDispatcher dispatcher = dispatcher();
        ExecutionSession session = create("a");
        // It has seen the subscription.
        while (dispatcher.statistics().active() == 0) {
            Thread.onSpinWait();
        }
        assertThat(sender.isIdle()).isTrue();
        nanos.addAndGet(SubscriptionState.LEASE.toNanos());
        assertThat(sender.next().accept().changes()).containsExactly(text(ChangeType.CREATE, session));
    }

    @Test
    void subscriptionBehindTheFeed_continuesAtTheOldestChange() throws InterruptedException {
        subscribe("http://a/", SESSIONS);
        ExecutionSession purged = create("a");
        store.changes().assignPositions(clock.instant(), 10);
        clock.pass(Duration.ofDays(2));
        ExecutionSession kept = create("b");
        store.changes().assignPositions(clock.instant(), 10);
        assertThat(store.changes().purge(NOW.plusSeconds(1), Long.MAX_VALUE, 10))
                .isPositive();
        dispatcher();
        assertThat(sender.next().accept().changes())
                .doesNotContain(text(ChangeType.CREATE, purged))
                .containsExactly(text(ChangeType.CREATE, kept));
    }

    @Test
    void unusedSubscription_isDeleted() {
        NotificationSubscription subscription = subscribe("http://a/", SESSIONS);
        clock.pass(RETENTION.plusSeconds(1));
        dispatcher();
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (store.notifications().find(subscription.id()).isPresent()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void closedProcess_givesBackWhatItHasLeased() throws InterruptedException {
        NotificationSubscription subscription = subscribe("http://a/", SESSIONS);
        NotificationDispatcher dispatcher = dispatcher();
        ExecutionSession session = create("a");
        Call inFlight = sender.next();
        Thread closing = new Thread(dispatcher::close);
        closing.start();
        inFlight.accept();
        closing.join();
        assertThat(stored(subscription).delivery().leasedBy()).isNull();
        assertThat(stored(subscription).delivery().succeededAt()).isNotNull();
        ExecutionSession next = create("b");
        dispatcher();
        assertThat(sender.next().accept().changes())
                .containsExactly(text(ChangeType.CREATE, next))
                .doesNotContain(text(ChangeType.CREATE, session));
    }

    /** Only tasks are of the subscription, so the place of the first change is known to the first process only. */
    @Test
    void aRepeatedBatch_isTheSameAfterARestart() throws InterruptedException {
        NotificationSubscription subscription = subscribe("http://a/", NotificationScope.of(NotifiedType.RELOAD_TASK));
        NotificationDispatcher first = dispatcher();
        for (int i = 0; i < 3_000; i++) {
            create("a");
        }
        UUID task = createTask("one");
        sender.next().fail();
        await(subscription, now -> now.delivery().failedAttempts() == 1);
        first.close();
        createTask("two");
        clock.pass(Duration.ofSeconds(5));
        dispatcher();
        assertThat(sender.next().accept().changes()).containsExactly(ChangeType.CREATE + " " + task);
    }

    private UUID createTask(String name) {
        return library.manageTasks()
                .create(TaskDraft.builder().name(name).taskType(TaskType.RELOAD).build(), Caller.SERVICE)
                .id();
    }

    /** As if the entities had become large since the first attempt. */
    @Test
    void aRepeatedBatch_doesNotHoldUpOthers() throws InterruptedException {
        NotificationSubscription costly = subscribe(CostlyCaller.CALLER, "http://costly/", SESSIONS);
        subscribe("http://other/", SESSIONS.withFilter("user eq 'late'"));
        AtomicBoolean large = new AtomicBoolean();
        AtomicBoolean isCreated = new AtomicBoolean();
        create("wanted");
        for (int i = 0; i < 200; i++) {
            create("other");
        }
        create("wanted");
        dispatcher(
                (caller, entity) -> {
                    if (large.get() && caller.equals(CostlyCaller.CALLER)) {
                        nanos.addAndGet(Duration.ofMillis(10).toNanos());
                        if (isCreated.compareAndSet(false, true)) {
                            create("late");
                        }
                    }
                    return entity instanceof ExecutionSession session
                                    && session.content().user().equals("other")
                            ? Set.of()
                            : EnumSet.allOf(Privilege.class);
                },
                sender);
        List<String> sent = sender.next().fail().changes();
        await(costly, now -> now.delivery().failedAttempts() == 1);
        large.set(true);
        clock.pass(Duration.ofSeconds(5));
        assertThat(sender.next().accept().message().callbackUrl()).isEqualTo("http://other/");
        Call repeated = sender.next().accept();
        assertThat(repeated.message().callbackUrl()).isEqualTo("http://costly/");
        assertThat(repeated.changes()).isEqualTo(sent);
    }

    /** Its next part cannot be read, for example because the query takes too long; or another process has taken it over. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRepeatedBatchThatCannotContinue_doesNotHoldUpOthersOfItsCaller(boolean isTakenOver)
            throws InterruptedException {
        NotificationSubscription costly = subscribe(CostlyCaller.CALLER, "http://costly/", SESSIONS);
        NotificationSubscription other =
                subscribe(CostlyCaller.CALLER, "http://other/", NotificationScope.of(NotifiedType.RELOAD_TASK));
        AtomicBoolean large = new AtomicBoolean();
        CountDownLatch read = new CountDownLatch(30);
        for (int i = 0; i < 100; i++) {
            create("a");
        }
        createTask("one");
        dispatcher(
                (caller, entity) -> {
                    if (large.get() && entity instanceof ExecutionSession) {
                        nanos.addAndGet(Duration.ofMillis(10).toNanos());
                        if (read.getCount() == 0) {
                            throw new StoreUnavailableException("the query takes too long", null);
                        }
                        read.countDown();
                    }
                    return EnumSet.allOf(Privilege.class);
                },
                sender);
        sender.next().fail();
        sender.next().fail();
        await(costly, now -> now.delivery().failedAttempts() == 1);
        await(other, now -> now.delivery().failedAttempts() == 1);
        large.set(true);
        clock.pass(Duration.ofSeconds(5));
        read.await();
        if (isTakenOver) {
            nanos.addAndGet(SubscriptionState.LEASE.toNanos());
            UUID process = UUID.randomUUID();
            NotificationSubscription before = stored(costly);
            while (!store.notifications().replace(before.with(before.delivery().leasedBy(process)), before)) {
                before = stored(costly);
            }
        }
        assertThat(sender.next().accept().message().callbackUrl()).isEqualTo("http://other/");
    }
}
