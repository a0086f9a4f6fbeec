package org.executionsession.domain.port.inbound;

import java.util.UUID;
import java.util.function.Consumer;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.NotificationRejectedException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;

/** Subscribes to notifications of changes by calls of a URL. */
public interface ChangeNotifications {

    /**
     * Subscribes. The same subscription, with the same URL, scope and caller, exists once; subscribing again enables it if it is disabled.
     * Subscribing again within a minute may change nothing.
     *
     * @param callbackUrl the URL that is called; not null
     * @param scope the changes; not null
     * @param caller who subscribes; not null
     * @return the subscription
     * @throws AccessDeniedException if the caller may read no entity of the kind
     * @throws NotificationRejectedException if the URL or the scope breaks a rule, or no notifications are sent
     * @throws InvalidQueryException if the filter breaks a rule
     * @throws LimitExceededException if there are too many subscriptions, their filters are too long together, or the caller has added too
     *     many within a minute
     * @throws StoreUnavailableException if the store cannot be reached
     */
    NotificationSubscription subscribe(String callbackUrl, NotificationScope scope, Caller caller);

    /**
     * Ends a subscription. A call that is in flight may still arrive.
     *
     * @param id its handle; not null
     * @param caller its owner, or a service account; not null
     * @throws AccessDeniedException if the caller may read nothing
     * @throws NotFoundException if the caller has no such subscription
     * @throws StoreUnavailableException if the store cannot be reached
     */
    void unsubscribe(UUID id, Caller caller);

    /**
     * Reads the subscriptions of a caller one by one, so that they are not all in memory at once; for a service account, those of all callers.
     *
     * @param caller the caller; not null
     * @param consumer receives each subscription; it may throw to stop the read; not null
     * @throws StoreUnavailableException if the store cannot be reached, possibly after the consumer received some subscriptions
     */
    void forEach(Caller caller, Consumer<? super NotificationSubscription> consumer);

    /**
     * Returns the state of the subscriptions, for metrics. It reads nothing from the store, so it may be some seconds old.
     *
     * @return never null
     */
    Statistics statistics();

    /**
     * The state of the subscriptions.
     *
     * @param active the number of subscriptions whose last attempt has not failed
     * @param failing the number of those whose last attempt has failed
     * @param disabled the number of disabled subscriptions
     * @param inFlight the number of calls of this process that wait for a response
     */
    record Statistics(int active, int failing, int disabled, int inFlight) {}
}
