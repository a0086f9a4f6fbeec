package org.executionsession.application.internal.callback;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.NotificationDelivery;
import org.executionsession.domain.model.NotificationFailure;
import org.executionsession.domain.model.NotificationMessage;
import org.executionsession.domain.model.NotificationOutcome;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.port.inbound.ChangeNotifications.Statistics;
import org.executionsession.domain.port.outbound.AccessPolicy;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.NotificationSender;
import org.executionsession.domain.port.outbound.NotificationStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers notifications: follows the change feed, sends the changes to the subscribers, and stores how far each subscription is. One thread does
 * all of it and never waits for a receiver.
 *
 * <p>Several processes can share a database. One that delivers a subscription leases it: it stores its id in the subscription, if nobody else has
 * changed it since, and stores each further step in the same way. While a subscription has nothing to deliver, nobody leases it.
 */
public final class NotificationDispatcher implements AutoCloseable {

    /** How long a notification is repeated at most. */
    public static final Duration LONGEST_REPETITION = RetrySchedule.LONGEST_REPETITION;

    private static final Logger LOG = LoggerFactory.getLogger(NotificationDispatcher.class);

    /** How long a pass waits after a commit, so that it handles several commits together. */
    private static final Duration COALESCING = Duration.ofMillis(20);

    /** How often changes of other processes are looked for, while there are subscriptions. */
    private static final Duration POLL = Duration.ofMillis(500);

    /** How often the subscriptions are read, since another process may have changed them. */
    private static final Duration REFRESH = Duration.ofSeconds(5);

    /** How often the place of a subscription without changes is stored; much less than the retention of the feed. */
    private static final Duration PLACE_INTERVAL = Duration.ofMinutes(5);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** How long a subscription pauses whose filter could not be evaluated. */
    private static final Duration QUERY_PAUSE = Duration.ofMinutes(1);

    private static final int MAX_SHIFT = 10;

    /** How many batches that are repeated are read in parts at a time; each is in memory. */
    private static final int MAX_INCOMPLETE = 32;

    /** How often a change is tried that another one crosses. */
    private static final int TRIES = 10;

    private final NotificationStore store;
    private final NotificationSender sender;
    private final Clock clock;
    private final Duration unusedRetention;
    private final LongSupplier nanos;
    private final BatchReader batches;
    private final FeedTail tail;
    private final RetrySchedule retries;
    private final UUID node = UUID.randomUUID();
    private final ScheduledThreadPoolExecutor thread;
    private final Runnable unregister;

    private final Object schedule = new Object();
    private @Nullable ScheduledFuture<?> next;
    private long nextAt;

    private volatile Statistics statistics = new Statistics(0, 0, 0, 0);
    private volatile boolean active;
    private volatile boolean refreshNow;
    private volatile boolean closing;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();

    // Only the thread uses these.
    private final Map<UUID, SubscriptionState> states = new HashMap<>();
    private final CallLimits limits = new CallLimits();

    private TurnTime turnTime = new TurnTime();

    /** Whether the last pass has ended before all subscriptions had their turn. */
    private boolean isRoundIncomplete;

    /** How many times something was done for a subscription. */
    private long turns;

    private long refreshedAt = System.nanoTime() - REFRESH.toNanos();
    private int failures;

    /**
     * Creates a dispatcher, which begins to deliver.
     *
     * @param unusedRetention how long a subscription is kept that is not used
     * @param random returns random numbers from 0 to 1
     */
    public NotificationDispatcher(
            ExecutionSessionStore store,
            AccessPolicy policy,
            NotificationSender sender,
            Clock clock,
            Duration unusedRetention,
            DoubleSupplier random,
            ThreadFactory threads) {
        this(store, policy, sender, clock, unusedRetention, random, threads, System::nanoTime);
    }

    /** Creates a dispatcher that measures leases and turns with another source of nanoseconds. */
    NotificationDispatcher(
            ExecutionSessionStore store,
            AccessPolicy policy,
            NotificationSender sender,
            Clock clock,
            Duration unusedRetention,
            DoubleSupplier random,
            ThreadFactory threads,
            LongSupplier nanos) {
        this.nanos = nanos;
        this.store = store.notifications();
        this.sender = sender;
        this.clock = clock;
        this.unusedRetention = unusedRetention;
        batches = new BatchReader(store.changes(), new ScopeFilter(store, policy), nanos);
        tail = new FeedTail(store.changes());
        retries = new RetrySchedule(random);
        thread = new ScheduledThreadPoolExecutor(1, threads);
        thread.setRemoveOnCancelPolicy(true);
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        unregister = store.changes().onCommit(changes -> {
            if (active) {
                schedule(COALESCING);
            }
        });
        schedule(Duration.ZERO);
    }

    /** Reads the subscriptions soon, because one of them was changed. */
    public void refresh() {
        refreshNow = true;
        schedule(Duration.ZERO);
    }

    /** Returns the state of the subscriptions. */
    public Statistics statistics() {
        return statistics;
    }

    private void schedule(Duration delay) {
        long at = System.nanoTime() + delay.toNanos();
        synchronized (schedule) {
            if (next != null && nextAt - at <= 0) {
                return;
            }
            if (next != null) {
                next.cancel(false);
            }
            try {
                next = thread.schedule(this::pass, delay.toNanos(), TimeUnit.NANOSECONDS);
                nextAt = at;
            } catch (RejectedExecutionException closed) {
                next = null;
            }
        }
    }

    private void pass() {
        synchronized (schedule) {
            next = null;
        }
        try {
            saveUnsaved();
            if (!closing) {
                deliver();
            }
            if (failures > 0) {
                LOG.warn("notifications can be delivered again");
                failures = 0;
            }
        } catch (RuntimeException | Error failure) {
            failed(failure);
        } finally {
            report();
        }
        if (closing && states.values().stream().noneMatch(SubscriptionState::isSending)) {
            release();
            drained.complete(null);
        }
        Duration pause = active ? POLL : REFRESH;
        if (failures > 0) {
            pause = Duration.ofMillis(
                    Math.min(POLL.toMillis() << Math.min(failures, MAX_SHIFT), LONGEST_PAUSE.toMillis()));
        }
        schedule(pause);
    }

    private void failed(Throwable failure) {
        failures++;
        if (failures == 1 && !closing) {
            LOG.warn("notifications cannot be delivered, and are tried again: {}", failure.toString());
            if (!(failure instanceof ExecutionSessionException)) {
                LOG.warn("the failure of notifications", failure);
            }
        }
    }

    private void report() {
        int failing = 0;
        int disabled = 0;
        for (SubscriptionState state : states.values()) {
            NotificationDelivery delivery = state.read().delivery();
            disabled += delivery.enabled() ? 0 : 1;
            failing += delivery.enabled() && delivery.failedAttempts() > 0 ? 1 : 0;
        }
        active = disabled < states.size();
        statistics = new Statistics(states.size() - failing - disabled, failing, disabled, limits.total());
    }

    private void deliver() {
        if (refreshNow || System.nanoTime() - refreshedAt >= REFRESH.toNanos()) {
            refreshNow = false;
            readSubscriptions();
            refreshedAt = System.nanoTime();
        }
        if (states.values().stream().noneMatch(state -> state.read().delivery().enabled())) {
            tail.stop();
            return;
        }
        tail.follow(states.values(), clock.instant());
        if (!isRoundIncomplete) {
            turnTime = new TurnTime();
        }
        isRoundIncomplete = false;
        // Those that were read longest ago come first. Sorted before the first one is read.
        List<SubscriptionState> longestAgo = states.values().stream()
                .sorted(Comparator.comparingLong(SubscriptionState::turn))
                .toList();
        Set<String> reading = callersWithIncompleteBatches();
        // After the sort: each pass reads at least one.
        long begin = nanos.getAsLong();
        for (SubscriptionState state : longestAgo) {
            if (closing) {
                return;
            }
            if (nanos.getAsLong() - begin >= TurnTime.MAX.toNanos()) {
                // The outcomes of calls come first: callers with cheap changes have sent theirs, and can send more in
                // their time.
                isRoundIncomplete = true;
                schedule(Duration.ZERO);
                return;
            }
            if (state.isReady(node, clock.instant(), nanos.getAsLong())
                    && mayRead(state, reading)
                    && limits.admits(call(state))
                    && turnTime.allows(state.read().owner().key())) {
                inTurn(state, () -> start(state));
                if (state.incomplete() != null) {
                    reading.add(state.read().owner().key());
                }
            }
        }
        if (turnTime.hasRefused()) {
            schedule(Duration.ZERO);
        }
    }

    private Set<String> callersWithIncompleteBatches() {
        Set<String> callers = new HashSet<>();
        for (SubscriptionState state : states.values()) {
            if (state.incomplete() != null && state.isReady(node, clock.instant(), nanos.getAsLong())) {
                callers.add(state.read().owner().key());
            }
        }
        return callers;
    }

    /** A caller has one incomplete batch at a time, because they are in memory; its other subscriptions with a batch to repeat wait. */
    private static boolean mayRead(SubscriptionState state, Set<String> callersWithIncompleteBatches) {
        return !state.isRepeated()
                || state.incomplete() != null
                || callersWithIncompleteBatches.size() < MAX_INCOMPLETE
                        && !callersWithIncompleteBatches.contains(
                                state.read().owner().key());
    }

    private void readSubscriptions() {
        Set<UUID> stored = new HashSet<>();
        Instant unused = clock.instant().minus(unusedRetention);
        new StoredSubscriptions(store).forEach(read -> {
            stored.add(read.id());
            observe(read, unused);
        });
        states.values().removeIf(state -> !stored.contains(state.read().id()) && !state.isSending());
    }

    private void observe(NotificationSubscription read, Instant unused) {
        SubscriptionState state = states.get(read.id());
        if (state == null) {
            state = new SubscriptionState(read, nanos.getAsLong());
            states.put(read.id(), state);
            tail.join(state);
        } else if (!state.isSending() && state.unsaved() == null) {
            observe(state, read);
        }
        if (!state.isSending() && read.usedAt().isBefore(unused)) {
            expire(read);
        } else if (state.isPlaceOld(PLACE_INTERVAL, nanos.getAsLong())) {
            NotificationSubscription moved = read.with(read.delivery().at(state.place()));
            if (store.replace(moved, read)) {
                state.observe(moved, nanos.getAsLong());
            }
        }
    }

    /** A subscription that was disabled is behind the feed, or at a place that this process has not looked at. */
    private void observe(SubscriptionState state, NotificationSubscription read) {
        boolean wasEnabled = state.read().delivery().enabled();
        state.observe(read, nanos.getAsLong());
        if (!wasEnabled && read.delivery().enabled()) {
            tail.join(state);
        }
    }

    private void expire(NotificationSubscription unused) {
        if (store.remove(unused)) {
            LOG.info(
                    "the subscription {} of {} for {} was deleted, because it was not used since {}",
                    unused.id(),
                    unused.owner().userName(),
                    sender.receiver(unused.callbackUrl()),
                    unused.usedAt());
            states.remove(unused.id());
        }
    }

    private CallLimits.Call call(SubscriptionState state) {
        NotificationSubscription subscription = state.read();
        return new CallLimits.Call(
                sender.receiver(subscription.callbackUrl()),
                subscription.owner().key(),
                subscription.delivery().failedAttempts() > 0);
    }

    private void start(SubscriptionState state) {
        if (state.incomplete() != null && state.isLeasedBy(node, nanos.getAsLong())) {
            sendNext(state);
            return;
        }
        Optional<NotificationSubscription> found = store.find(state.read().id());
        if (found.isEmpty()) {
            states.remove(state.read().id());
            return;
        }
        NotificationSubscription read = found.get();
        observe(state, read);
        if (!state.isReady(node, clock.instant(), nanos.getAsLong())) {
            state.setIncomplete(null);
            return;
        }
        NotificationSubscription leased = read.with(read.delivery().leasedBy(node));
        // Otherwise another process was faster; the subscription is read again later.
        if (store.replace(leased, read)) {
            state.observe(leased, nanos.getAsLong());
            sendNext(state);
        } else {
            refreshNow = true;
        }
    }

    /** Sends the next batch of a subscription that this process has leased. */
    private void sendNext(SubscriptionState state) {
        Batch batch;
        try {
            Batch incomplete = state.incomplete();
            batch = incomplete == null
                    ? batches.read(state.read(), state.place())
                    : batches.read(state.read(), incomplete);
        } catch (StoreUnavailableException outage) {
            // It may be the query that takes too long: the others come first.
            state.setIncomplete(null);
            state.pauseUntil(clock.instant().plus(REFRESH));
            throw outage;
        } catch (RuntimeException ofQueryOrPolicy) {
            LOG.warn(
                    "the changes for the subscription {} cannot be read, and are tried again: {}",
                    state.read().id(),
                    ofQueryOrPolicy.toString());
            state.setIncomplete(null);
            state.pauseUntil(clock.instant().plus(QUERY_PAUSE));
            save(state, delivery -> delivery.leasedBy(null));
            return;
        }
        state.setIncomplete(batch.isComplete() ? null : batch);
        if (!batch.isComplete()) {
            schedule(Duration.ZERO);
            return;
        }
        if (batch.changes().isEmpty()) {
            save(state, delivery -> delivery.at(batch.end()).leasedBy(null));
            if (!batch.isLast()) {
                schedule(Duration.ZERO);
            }
            return;
        }
        NotificationSubscription subscription = state.read();
        CallLimits.Call call = call(state);
        limits.begin(call);
        state.setSending(true);
        NotificationMessage message = new NotificationMessage(
                subscription.id(),
                subscription.callbackUrl(),
                subscription.scope().type(),
                batch.changes());
        CompletableFuture<NotificationOutcome> sent;
        try {
            sent = sender.send(message).toCompletableFuture().copy();
        } catch (RuntimeException failure) {
            sent = CompletableFuture.failedFuture(failure);
        }
        // A sender that forgets a call must not occupy a place for ever.
        sent.orTimeout(SubscriptionState.LEASE.toMillis() * 2 / 3, TimeUnit.MILLISECONDS)
                .whenComplete((outcome, failure) -> execute(() -> finish(state, call, batch, outcome, failure)));
    }

    /** Does work for a subscription, in the time of its caller. */
    private void inTurn(SubscriptionState state, Runnable work) {
        turns++;
        state.setTurn(turns);
        String caller = state.read().owner().key();
        long begin = nanos.getAsLong();
        try {
            work.run();
        } finally {
            turnTime.use(caller, nanos.getAsLong() - begin);
        }
    }

    private void execute(Runnable step) {
        try {
            thread.execute(() -> {
                try {
                    step.run();
                } catch (RuntimeException | Error failure) {
                    failed(failure);
                }
            });
        } catch (RejectedExecutionException closed) {
            // The notification is repeated by the process that leases the subscription next.
            LOG.debug("the outcome of a notification was not stored", closed);
        }
    }

    private void finish(
            SubscriptionState state,
            CallLimits.Call call,
            Batch batch,
            @Nullable NotificationOutcome received,
            @Nullable Throwable failure) {
        end(call, state.read().callbackUrl());
        state.setSending(false);
        Instant now = clock.instant();
        NotificationOutcome outcome = received != null ? received : outcomeOf(failure);
        if (outcome.status() == NotificationOutcome.Status.ACCEPTED) {
            inTurn(state, () -> accepted(state, call, batch, now));
        } else {
            Instant retryAt = retries.next(state.read().delivery(), outcome, now);
            NotificationFailure reason =
                    outcome.failure() == null ? new NotificationFailure("", "") : outcome.failure();
            log(state.read(), reason, retryAt);
            save(
                    state,
                    delivery -> delivery.failed(batch.end(), batch.changes().size(), reason, now, retryAt)
                            .leasedBy(null));
        }
        // Another subscription may have waited for this place.
        schedule(closing ? Duration.ZERO : COALESCING);
    }

    private void accepted(SubscriptionState state, CallLimits.Call call, Batch batch, Instant now) {
        boolean continues = !batch.isLast() && !closing && limits.admits(call) && turnTime.allows(call.caller());
        save(state, delivery -> delivery.succeeded(batch.end(), now).leasedBy(continues ? node : null));
        if (continues
                && state.unsaved() == null
                && node.equals(state.read().delivery().leasedBy())) {
            sendNext(state);
        }
    }

    /** Ends a call for the limits when it has left no work behind. */
    private void end(CallLimits.Call call, String callbackUrl) {
        CompletableFuture<Void> released;
        try {
            released = sender.released(callbackUrl).toCompletableFuture();
        } catch (RuntimeException failure) {
            released = CompletableFuture.failedFuture(failure);
        }
        if (released.isDone()) {
            limits.end(call);
            return;
        }
        released.whenComplete((nothing, failure) -> execute(() -> {
            limits.end(call);
            schedule(COALESCING);
        }));
    }

    private static NotificationOutcome outcomeOf(@Nullable Throwable failure) {
        return NotificationOutcome.failed(new NotificationFailure(
                failure instanceof TimeoutException ? "there was no response" : "the call failed: " + failure,
                "the callback could not be called"));
    }

    private void log(NotificationSubscription subscription, NotificationFailure reason, @Nullable Instant retryAt) {
        if (retryAt == null) {
            LOG.warn(
                    "the subscription {} of {} for {} is disabled until it is registered again: {}",
                    subscription.id(),
                    subscription.owner().userName(),
                    sender.receiver(subscription.callbackUrl()),
                    reason.reason());
        } else if (subscription.delivery().failedAttempts() == 0) {
            // Not a warning: callers choose the URLs, and must not fill the log.
            LOG.info(
                    "the subscription {} of {} for {} cannot be notified, and is tried again: {}",
                    subscription.id(),
                    subscription.owner().userName(),
                    sender.receiver(subscription.callbackUrl()),
                    reason.reason());
        }
    }

    /** Stores a change of the delivery of a leased subscription. If the store cannot be reached, it is stored later. */
    private void save(SubscriptionState state, UnaryOperator<NotificationDelivery> change) {
        try {
            for (int i = 0; i < TRIES; i++) {
                NotificationSubscription read = state.read();
                NotificationSubscription changed = read.with(change.apply(read.delivery()));
                if (store.replace(changed, read)) {
                    state.observe(changed, nanos.getAsLong());
                    state.setUnsaved(null);
                    return;
                }
                Optional<NotificationSubscription> found = store.find(read.id());
                if (found.isEmpty() || !node.equals(found.get().delivery().leasedBy())) {
                    // It was deleted, or another process has taken it over.
                    found.ifPresentOrElse(
                            other -> state.observe(other, nanos.getAsLong()), () -> states.remove(read.id()));
                    state.setUnsaved(null);
                    return;
                }
                state.observe(found.get(), nanos.getAsLong());
            }
            state.setUnsaved(change);
        } catch (StoreUnavailableException outage) {
            state.setUnsaved(change);
            throw outage;
        }
    }

    private void saveUnsaved() {
        for (SubscriptionState state : List.copyOf(states.values())) {
            UnaryOperator<NotificationDelivery> change = state.unsaved();
            if (change != null) {
                save(state, change);
            }
        }
    }

    /** Gives back what this process has leased. */
    private void release() {
        for (SubscriptionState state : new ArrayList<>(states.values())) {
            if (node.equals(state.read().delivery().leasedBy())) {
                try {
                    save(state, delivery -> delivery.leasedBy(null));
                } catch (StoreUnavailableException outage) {
                    LOG.debug("a subscription stays leased for a moment", outage);
                    return;
                }
            }
        }
    }

    /** Waits up to five seconds for the calls that are in flight. Those that have no response then are repeated. */
    @Override
    public void close() {
        if (thread.isShutdown()) {
            return;
        }
        unregister.run();
        closing = true;
        schedule(Duration.ZERO);
        boolean interrupted = false;
        try {
            drained.get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interruption) {
            interrupted = true;
        } catch (ExecutionException | TimeoutException slow) {
            execute(this::release);
        }
        thread.shutdown();
        try {
            thread.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interruption) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
