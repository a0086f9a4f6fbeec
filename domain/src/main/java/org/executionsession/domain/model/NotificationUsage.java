package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.UUID;

/**
 * The stored subscriptions to notifications, before one is added or enabled.
 *
 * @param subscriptions the number of subscriptions of all callers
 * @param filterCharacters about how many characters their filters have together
 * @param ofOwner the subscriptions of the owner of the subscription, which can include itself; never null
 */
public record NotificationUsage(long subscriptions, long filterCharacters, List<NotificationSubscription> ofOwner) {

    /** Rejects null, and copies the list. */
    public NotificationUsage {
        ofOwner = List.copyOf(requireNonNull(ofOwner, "ofOwner"));
    }

    /**
     * Returns whether a subscription is stored.
     *
     * @param id its id, which depends on its owner; not null
     * @return whether the owner has it
     */
    public boolean has(UUID id) {
        requireNonNull(id, "id");
        return ofOwner.stream().anyMatch(one -> one.id().equals(id));
    }

    /**
     * Returns whether a subscription is stored and unchanged.
     *
     * @param read the subscription as it was read; not null
     * @return whether the owner has it in this version
     */
    public boolean has(NotificationSubscription read) {
        requireNonNull(read, "read");
        return ofOwner.stream().anyMatch(one -> one.id().equals(read.id()) && one.version() == read.version());
    }
}
