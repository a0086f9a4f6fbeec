package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The stored subscriptions to notifications, before one is added or enabled.
 *
 * @param subscriptions the number of subscriptions of all callers
 * @param ofOwner the subscriptions of the owner of the subscription, which can include itself; never null
 */
public record NotificationUsage(long subscriptions, List<NotificationSubscription> ofOwner) {

    /** Rejects null, and copies the list. */
    public NotificationUsage {
        ofOwner = List.copyOf(requireNonNull(ofOwner, "ofOwner"));
    }
}
