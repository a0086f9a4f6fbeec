package org.executionsession.application.internal.memory;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.port.outbound.NotificationStore;

/** Stores the subscriptions to notifications. */
record InMemoryNotificationStore(InMemoryState state) implements NotificationStore {

    @Override
    public boolean add(NotificationSubscription subscription) {
        requireNonNull(subscription, "subscription");
        synchronized (state.lock) {
            return state.notificationById.putIfAbsent(subscription.id(), subscription) == null;
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
    public List<NotificationSubscription> list() {
        synchronized (state.lock) {
            return state.notificationById.values().stream()
                    .sorted(Comparator.comparing(
                            subscription -> subscription.id().toString()))
                    .limit(LIST_MAX)
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
