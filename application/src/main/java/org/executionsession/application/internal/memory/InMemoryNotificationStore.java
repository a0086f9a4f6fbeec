package org.executionsession.application.internal.memory;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotificationUsage;
import org.executionsession.domain.port.outbound.NotificationStore;
import org.jspecify.annotations.Nullable;

/** Stores the subscriptions to notifications. */
record InMemoryNotificationStore(InMemoryState state) implements NotificationStore {

    @Override
    public boolean add(
            NotificationSubscription subscription,
            Function<NotificationUsage, Optional<NotificationSubscription>> replaced) {
        requireNonNull(subscription, "subscription");
        requireNonNull(replaced, "replaced");
        synchronized (state.lock) {
            if (state.notificationById.containsKey(subscription.id())) {
                return false;
            }
            Optional<NotificationSubscription> removed = replaced.apply(usage(subscription.owner()));
            if (removed.isPresent() && !remove(removed.get())) {
                return false;
            }
            state.notificationById.put(subscription.id(), subscription);
            return true;
        }
    }

    @Override
    public NotificationUsage usage(Caller owner) {
        requireNonNull(owner, "owner");
        synchronized (state.lock) {
            return new NotificationUsage(
                    state.notificationById.size(),
                    state.notificationById.values().stream()
                            .mapToLong(subscription ->
                                    subscription.scope().filter().length())
                            .sum(),
                    state.notificationById.values().stream()
                            .filter(subscription -> subscription.owner().equals(owner))
                            .toList());
        }
    }

    @Override
    public Optional<NotificationSubscription> find(UUID id) {
        requireNonNull(id, "id");
        synchronized (state.lock) {
            return Optional.ofNullable(state.notificationById.get(id));
        }
    }

    @Override
    public List<NotificationSubscription> list(@Nullable UUID after, int max) {
        String first = after == null ? "" : after.toString();
        synchronized (state.lock) {
            return state.notificationById.values().stream()
                    .filter(subscription -> subscription.id().toString().compareTo(first) > 0)
                    .sorted(Comparator.comparing(
                            subscription -> subscription.id().toString()))
                    .limit(max)
                    .toList();
        }
    }

    @Override
    public Optional<ChangeCursor> earliestPlace() {
        synchronized (state.lock) {
            return state.notificationById.values().stream()
                    .filter(subscription -> subscription.delivery().enabled())
                    .map(subscription -> subscription.delivery().cursor())
                    .min(Comparator.naturalOrder());
        }
    }

    @Override
    public boolean replace(NotificationSubscription next, NotificationSubscription read) {
        requireNonNull(next, "next");
        requireNonNull(read, "read");
        synchronized (state.lock) {
            boolean asRead = isAsRead(read);
            if (asRead) {
                state.notificationById.put(next.id(), next);
            }
            return asRead;
        }
    }

    @Override
    public boolean enable(
            NotificationSubscription next, NotificationSubscription read, Consumer<NotificationUsage> check) {
        requireNonNull(next, "next");
        requireNonNull(read, "read");
        requireNonNull(check, "check");
        synchronized (state.lock) {
            if (!isAsRead(read)) {
                return false;
            }
            check.accept(usage(read.owner()));
            return replace(next, read);
        }
    }

    @Override
    public boolean remove(NotificationSubscription read) {
        requireNonNull(read, "read");
        synchronized (state.lock) {
            return isAsRead(read) && state.notificationById.remove(read.id()) != null;
        }
    }

    private boolean isAsRead(NotificationSubscription read) {
        NotificationSubscription stored = state.notificationById.get(read.id());
        return stored != null && stored.version() == read.version();
    }
}
