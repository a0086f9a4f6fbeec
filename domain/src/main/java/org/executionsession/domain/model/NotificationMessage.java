package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.UUID;

/**
 * A notification of changes.
 *
 * @param subscriptionId the handle of the subscription; never null
 * @param callbackUrl the URL to call; never null
 * @param type the type of the changed entities; never null
 * @param changes the changes in their order; never empty
 */
public record NotificationMessage(UUID subscriptionId, String callbackUrl, NotifiedType type, List<Change> changes) {

    /** Rejects null, and copies the list. */
    public NotificationMessage {
        requireNonNull(subscriptionId, "subscriptionId");
        requireNonNull(callbackUrl, "callbackUrl");
        requireNonNull(type, "type");
        changes = List.copyOf(requireNonNull(changes, "changes"));
    }
}
