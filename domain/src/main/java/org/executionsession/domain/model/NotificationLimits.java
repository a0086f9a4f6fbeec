package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * The limits on subscriptions to notifications, of all processes on one database together.
 *
 * @param maxSubscriptions the maximum number of subscriptions; positive
 * @param maxPerCaller the maximum number of subscriptions of a caller; positive
 * @param unusedRetention how long a subscription is kept that is not used: its owner does not subscribe again, and no notification is delivered;
 *     positive; never null
 */
public record NotificationLimits(int maxSubscriptions, int maxPerCaller, Duration unusedRetention) {

    /** 1,000 subscriptions, 100 of a caller, kept for a week. */
    public static final NotificationLimits DEFAULT = new NotificationLimits(1_000, 100, Duration.ofDays(7));

    /**
     * Rejects limits that are not positive.
     *
     * @throws IllegalArgumentException if a limit is not positive
     */
    public NotificationLimits {
        requireNonNull(unusedRetention, "unusedRetention");
        if (maxSubscriptions <= 0 || maxPerCaller <= 0 || unusedRetention.isNegative() || unusedRetention.isZero()) {
            throw new IllegalArgumentException("the limits of notifications must be positive");
        }
    }
}
