package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an attempt to notify a subscriber.
 *
 * @param status what happened; never null
 * @param failure the reason of a failure; null only if there was none
 * @param retryAfter how long the receiver asks to wait; null if it does not ask
 */
public record NotificationOutcome(
        Status status,
        @Nullable NotificationFailure failure,
        @Nullable Duration retryAfter) {

    /** The receiver has accepted the notification. */
    public static final NotificationOutcome ACCEPTED = new NotificationOutcome(Status.ACCEPTED, null, null);

    /**
     * Rejects null.
     *
     * @throws IllegalArgumentException if a failure has no reason
     */
    public NotificationOutcome {
        requireNonNull(status, "status");
        if (status != Status.ACCEPTED && failure == null) {
            throw new IllegalArgumentException("a failure needs a reason");
        }
    }

    /**
     * Returns the outcome of a failed attempt.
     *
     * @param reason the reason; not null
     * @return the outcome
     */
    public static NotificationOutcome failed(NotificationFailure reason) {
        return new NotificationOutcome(Status.FAILED, requireNonNull(reason, "reason"), null);
    }

    /** What happened. */
    public enum Status {
        /** The receiver has accepted the notification. */
        ACCEPTED,
        /** The attempt failed. */
        FAILED,
        /** The receiver is gone for ever. */
        GONE
    }
}
