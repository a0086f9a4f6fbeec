package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.executionsession.application.internal.callback.NotificationDispatcher;
import org.executionsession.application.internal.callback.ScopeFilter;
import org.executionsession.application.internal.callback.StoredSubscriptions;
import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.NotificationRejectedException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.NotificationLimits;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotificationUsage;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.ChangeNotifications;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.NotificationSender;
import org.executionsession.domain.port.outbound.NotificationStore;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.text.FilterParser;
import org.executionsession.domain.query.text.QueryMessages;
import org.jspecify.annotations.Nullable;

/** Implements the use cases of notifications. */
final class NotificationService implements ChangeNotifications, AutoCloseable {

    /** How often a change is tried that another one crosses. */
    private static final int TRIES = 20;

    /** A subscriber that registers again is probably there again, so it is called earlier, but not each time. */
    private static final Duration RETRY = Duration.ofMinutes(1);

    private static final Duration LONGEST_RECENT = Duration.ofMinutes(1);

    /** How many comparisons the filter of a subscription may have if the caller has as many of them as possible. */
    private static final long COMPARISONS_OF_SUBSCRIPTION = 10;

    private final ExecutionSessionStore stores;
    private final NotificationStore store;
    private final PrivilegeCheck privileges;
    private final Clock clock;
    private final NotificationLimits limits;
    private final RecentSubscriptions recent;

    /** A subscription that was registered so recently is not written again, since clients repeat their registrations all the time. */
    private final Duration recentlyRegistered;

    private final @Nullable NotificationSender sender;
    private final @Nullable NotificationDispatcher dispatcher;

    /**
     * Creates the service. If there is no sender, it rejects subscriptions, and nothing runs.
     *
     * @param sender calls the URLs; null for none
     */
    NotificationService(
            ExecutionSessionStore stores,
            ServiceContext context,
            NotificationLimits limits,
            @Nullable NotificationSender sender) {
        this.stores = stores;
        store = stores.notifications();
        privileges = new PrivilegeCheck(context.policy());
        clock = context.clock();
        this.limits = limits;
        recent = new RecentSubscriptions(limits.maxPerCaller());
        Duration half = limits.unusedRetention().dividedBy(2);
        recentlyRegistered = half.compareTo(LONGEST_RECENT) < 0 ? half : LONGEST_RECENT;
        this.sender = sender;
        dispatcher = sender == null
                ? null
                : new NotificationDispatcher(
                        stores,
                        context.policy(),
                        sender,
                        clock,
                        limits.unusedRetention(),
                        // Called in the thread of the dispatcher.
                        () -> ThreadLocalRandom.current().nextDouble(),
                        NotificationService::thread);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "execution-sessions-notifications");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public NotificationSubscription subscribe(String callbackUrl, NotificationScope scope, Caller caller) {
        requireNonNull(callbackUrl, "callbackUrl");
        requireNonNull(scope, "scope");
        requireNonNull(caller, "caller");
        privileges.requireForAll(caller, scope.type().kind(), Privilege.READ);
        if (sender == null) {
            throw new NotificationRejectedException("this server sends no notifications");
        }
        sender.check(callbackUrl);
        NotificationScope checked = checked(scope);
        return store(callbackUrl, checked, caller);
    }

    /** Returns the scope with the property in the letter case of the contract. */
    private static NotificationScope checked(NotificationScope scope) {
        ScopeFilter.check(scope);
        String property = scope.property();
        if (property.isEmpty()) {
            if (scope.isExcluding()) {
                throw new NotificationRejectedException("propertyName must have the name of a property behind '!'");
            }
            return scope;
        }
        QueryableProperties<?> properties = ScopeFilter.properties(scope);
        String name = properties
                .find(property)
                .filter(found -> found.path().indexOf('.') < 0)
                .map(found -> found.path())
                .orElseThrow(() -> new NotificationRejectedException(
                        "propertyName: " + QueryMessages.unknownProperty(property, properties)));
        return scope.withPropertyName(scope.isExcluding() ? "!" + name : name);
    }

    private NotificationSubscription store(String callbackUrl, NotificationScope scope, Caller caller) {
        UUID id = NotificationSubscription.idOf(callbackUrl, scope, caller);
        for (int i = 0; i < TRIES; i++) {
            Instant now = clock.instant();
            ChangeCursor latest = stores.changes().state().latest();
            Optional<NotificationSubscription> before = store.find(id);
            if (before.isPresent()) {
                NotificationSubscription read = before.get();
                NotificationSubscription again = read.registeredAgain(latest, now, retryAt(read, now));
                if (isRepeated(again, read)) {
                    return read;
                }
                boolean isReplaced = read.delivery().enabled() ? store.replace(again, read) : enable(again, read);
                if (isReplaced) {
                    return delivered(again);
                }
            } else {
                // Before the usage is read: what is counted now is stored then, so a request that is repeated is not
                // too much.
                boolean isTooMuch = recent.exceeds(scope, caller, now);
                NotificationUsage usage = store.usage(caller);
                if (usage.has(id)) {
                    // The same request has added it meanwhile.
                    continue;
                }
                if (isTooMuch) {
                    throw new LimitExceededException(
                            "the caller has added too many subscriptions, or ones with too long filters,"
                                    + " within a minute, including those that were deleted since");
                }
                // Other writes would wait for one that is rejected, so what is too much already causes none.
                replaced(usage, scope);
                NotificationSubscription added = NotificationSubscription.of(callbackUrl, scope, caller, latest, now);
                if (store.add(added, current -> replaced(current, scope))) {
                    recent.count(scope, caller, now);
                    return delivered(added);
                }
            }
        }
        throw new OverloadedException("the subscription " + id + " is changed all the time");
    }

    /**
     * Returns whether a registration would change only the date of the last one, which was recently. Each change writes the whole subscription,
     * so a client that repeats it without a pause would fill the disk.
     */
    private boolean isRepeated(NotificationSubscription again, NotificationSubscription read) {
        Instant now = again.registeredAt();
        return again.delivery().equals(read.delivery())
                && !now.isBefore(read.registeredAt())
                && now.isBefore(read.registeredAt().plus(recentlyRegistered));
    }

    private NotificationSubscription delivered(NotificationSubscription changed) {
        requireNonNull(dispatcher, "dispatcher").refresh();
        return changed;
    }

    private boolean enable(NotificationSubscription next, NotificationSubscription read) {
        NotificationUsage usage = store.usage(read.owner());
        if (!usage.has(read)) {
            return false;
        }
        checkComparisons(usage, read.scope());
        return store.enable(next, read, current -> checkComparisons(current, read.scope()));
    }

    private static Instant retryAt(NotificationSubscription read, Instant now) {
        Instant failed = read.delivery().failedAt();
        Instant earliest = failed == null ? now : failed.plus(RETRY);
        return earliest.isBefore(now) ? now : earliest;
    }

    /**
     * Checks the limits. Returns the subscription that a new one replaces if there is no room: of the disabled ones of the caller that make room
     * for it, the one that was registered first.
     */
    private Optional<NotificationSubscription> replaced(NotificationUsage usage, NotificationScope scope) {
        checkComparisons(usage, scope);
        SubscriptionAmounts amounts = SubscriptionAmounts.of(usage);
        Optional<String> exceeded = amounts.exceeded(scope, limits);
        if (exceeded.isEmpty()) {
            return Optional.empty();
        }
        Optional<NotificationSubscription> disabled = usage.ofOwner().stream()
                .filter(one -> !one.delivery().enabled())
                .filter(one -> amounts.without(one).exceeded(scope, limits).isEmpty())
                .min(Comparator.comparing(NotificationSubscription::registeredAt));
        if (disabled.isEmpty()) {
            throw new LimitExceededException(exceeded.get());
        }
        return disabled;
    }

    /**
     * Checks the filters of the enabled subscriptions of a caller. Each change is compared with all of them in one thread, so costly ones would
     * delay the notifications of others.
     */
    private void checkComparisons(NotificationUsage usage, NotificationScope added) {
        int comparisons = ScopeFilter.comparisons(added);
        if (comparisons == 0) {
            return;
        }
        long max = FilterParser.MAX_COMPARISONS + COMPARISONS_OF_SUBSCRIPTION * limits.maxPerCaller();
        long others = usage.ofOwner().stream()
                .filter(one -> one.delivery().enabled())
                .mapToLong(NotificationService::comparisons)
                .sum();
        if (others + comparisons > max) {
            throw new LimitExceededException("the filters of the caller's subscriptions would have more than " + max
                    + " comparisons together: delete one, or use a shorter filter");
        }
    }

    private static int comparisons(NotificationSubscription stored) {
        try {
            return ScopeFilter.comparisons(stored.scope());
        } catch (InvalidQueryException ofAnotherBuild) {
            return 0;
        }
    }

    @Override
    public void unsubscribe(UUID id, Caller caller) {
        requireNonNull(id, "id");
        requireNonNull(caller, "caller");
        privileges.requireForAnything(caller, Privilege.READ);
        for (int i = 0; i < TRIES; i++) {
            NotificationSubscription read = store.find(id)
                    .filter(one -> caller.isService() || one.owner().equals(caller))
                    .orElseThrow(() -> NotFoundException.subscription(id));
            if (store.remove(read)) {
                if (dispatcher != null) {
                    dispatcher.refresh();
                }
                return;
            }
        }
        throw new OverloadedException("the subscription " + id + " is changed all the time");
    }

    @Override
    public void forEach(Caller caller, Consumer<? super NotificationSubscription> consumer) {
        requireNonNull(caller, "caller");
        requireNonNull(consumer, "consumer");
        if (caller.isService()) {
            new StoredSubscriptions(store).forEach(consumer);
        } else {
            store.usage(caller).ofOwner().stream()
                    .sorted(Comparator.comparing(one -> one.id().toString()))
                    .forEach(consumer);
        }
    }

    @Override
    public Statistics statistics() {
        return dispatcher == null ? new Statistics(0, 0, 0, 0) : dispatcher.statistics();
    }

    /** Stops delivering. */
    @Override
    public void close() {
        if (dispatcher != null) {
            dispatcher.close();
        }
    }
}
