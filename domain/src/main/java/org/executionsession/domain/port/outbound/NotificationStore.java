package org.executionsession.domain.port.outbound;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotificationUsage;
import org.jspecify.annotations.Nullable;

/** Stores the subscriptions to notifications. When a write returns, it is as durable as the store can make it. */
public interface NotificationStore {

    /**
     * Adds a subscription, unless one with its id is stored. The same transaction removes the one that it replaces. While the function that
     * chooses that one runs, and until the transaction has ended, no other call adds or enables a subscription, so concurrent calls keep the
     * limits.
     *
     * @param subscription the subscription; not null
     * @param replaced returns the subscription of the owner that is removed, empty for none. It may throw, if there is no room: then nothing
     *     is changed, and this throws the same. A store may call it several times, and it must not use the store; not null
     * @return false, with nothing changed, if it is stored, or the replaced one has changed meanwhile. Of several concurrent calls for an id,
     *     one returns true
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean add(
            NotificationSubscription subscription,
            Function<NotificationUsage, Optional<NotificationSubscription>> replaced);

    /**
     * Reads a subscription.
     *
     * @param id its id; not null
     * @return empty if there is none
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<NotificationSubscription> find(UUID id);

    /**
     * Lists some subscriptions, ordered by their ids, compared as texts. So a caller can read all of them without having them all in memory.
     *
     * @param after the id behind which the list begins; null to begin with the first one
     * @param max the maximum number of subscriptions; positive
     * @return the subscriptions; fewer than {@code max} only if no more follow
     * @throws StoreUnavailableException when the store cannot be reached
     */
    List<NotificationSubscription> list(@Nullable UUID after, int max);

    /**
     * Counts the subscriptions, and reads those of a caller.
     *
     * @param owner the caller; not null
     * @return the subscriptions as a call of {@link #add} would see them now; the number may be of a later moment than the list
     * @throws StoreUnavailableException when the store cannot be reached
     */
    NotificationUsage usage(Caller owner);

    /**
     * Returns the earliest place in the change feed behind which an enabled subscription has changes to deliver, so that they are kept.
     *
     * @return the place; empty if no subscription is enabled
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<ChangeCursor> earliestPlace();

    /**
     * Replaces a subscription if it is unchanged since it was read.
     *
     * @param next the new one, with the same id, owner, URL and scope; not null
     * @param read the subscription as it was read; not null
     * @return false, with nothing changed, if the stored one has another version, or there is none
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean replace(NotificationSubscription next, NotificationSubscription read);

    /**
     * Does the same for a disabled subscription that is enabled. While the check runs, and until the transaction has ended, no other call adds
     * or enables a subscription.
     *
     * @param next the new one, with the same id, owner, URL and scope; not null
     * @param read the subscription as it was read; not null
     * @param check throws if the subscription must not be enabled: then nothing is changed, and this throws the same. A store may call it
     *     several times, and it must not use the store; not null
     * @return false, with nothing changed, if the stored one has another version, or there is none
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean enable(NotificationSubscription next, NotificationSubscription read, Consumer<NotificationUsage> check);

    /**
     * Removes a subscription if it is unchanged since it was read.
     *
     * @param read the subscription as it was read; not null
     * @return false, with nothing changed, if the stored one has another version, or there is none
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean remove(NotificationSubscription read);
}
