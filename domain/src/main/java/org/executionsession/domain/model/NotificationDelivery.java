package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far the notifications of a subscription are.
 *
 * @param cursor the place in the change feed up to which all changes were delivered or are none of the subscription; never null
 * @param batchEnd the place behind the batch that is being repeated, so that it has the same changes; null for none
 * @param leasedBy the process that is delivering; null for none
 * @param enabled whether notifications are sent
 * @param failedAttempts how many attempts have failed since the last success
 * @param failingSince when the first of them failed; null if none did
 * @param dueAt when the next attempt is due; never null; in 1970 if no attempt has failed
 * @param pending how many changes the batch has that is being repeated; 0 for none
 * @param succeededAt the last success; null for none
 * @param failedAt the last failure; null for none
 * @param failure the reason of the last failure; null for none
 */
public record NotificationDelivery(
        ChangeCursor cursor,
        @Nullable ChangeCursor batchEnd,
        @Nullable UUID leasedBy,
        boolean enabled,
        int failedAttempts,
        @Nullable Instant failingSince,
        Instant dueAt,
        int pending,
        @Nullable Instant succeededAt,
        @Nullable Instant failedAt,
        @Nullable NotificationFailure failure) {

    /** A time that has passed by every clock, also by one that was set back. */
    private static final Instant AT_ONCE = Instant.EPOCH;

    /** Rejects null and truncates the dates to milliseconds. */
    public NotificationDelivery {
        requireNonNull(cursor, "cursor");
        failingSince = truncated(failingSince);
        dueAt = Defaults.truncated(requireNonNull(dueAt, "dueAt"));
        succeededAt = truncated(succeededAt);
        failedAt = truncated(failedAt);
    }

    private static @Nullable Instant truncated(@Nullable Instant date) {
        return date == null ? null : Defaults.truncated(date);
    }

    /**
     * Returns the delivery of a new subscription.
     *
     * @param cursor the place in the feed from which on changes are delivered; not null
     * @return the delivery
     */
    public static NotificationDelivery from(ChangeCursor cursor) {
        requireNonNull(cursor, "cursor");
        return new NotificationDelivery(cursor, null, null, true, 0, null, AT_ONCE, 0, null, null, null);
    }

    /**
     * Returns this delivery with another process that delivers.
     *
     * @param node the process; null for none
     * @return the delivery
     */
    public NotificationDelivery leasedBy(@Nullable UUID node) {
        return new NotificationDelivery(
                cursor,
                batchEnd,
                node,
                enabled,
                failedAttempts,
                failingSince,
                dueAt,
                pending,
                succeededAt,
                failedAt,
                failure);
    }

    /**
     * Returns this delivery with another place in the feed, without a batch that is being repeated.
     *
     * @param place the place; not null
     * @return the delivery
     */
    public NotificationDelivery at(ChangeCursor place) {
        requireNonNull(place, "place");
        return new NotificationDelivery(
                place, null, leasedBy, enabled, failedAttempts, failingSince, dueAt, 0, succeededAt, failedAt, failure);
    }

    /**
     * Returns this delivery with another time of the next attempt.
     *
     * @param date the time; not null
     * @return the delivery
     */
    public NotificationDelivery withDueAt(Instant date) {
        requireNonNull(date, "date");
        return new NotificationDelivery(
                cursor,
                batchEnd,
                leasedBy,
                enabled,
                failedAttempts,
                failingSince,
                date,
                pending,
                succeededAt,
                failedAt,
                failure);
    }

    /**
     * Returns this delivery after a success.
     *
     * @param end the place behind the delivered batch; not null
     * @param now the current time; not null
     * @return the delivery
     */
    public NotificationDelivery succeeded(ChangeCursor end, Instant now) {
        requireNonNull(end, "end");
        requireNonNull(now, "now");
        return new NotificationDelivery(end, null, leasedBy, enabled, 0, null, AT_ONCE, 0, now, failedAt, failure);
    }

    /**
     * Returns this delivery after a failed attempt.
     *
     * @param end the place behind the batch; not null
     * @param changes the number of changes in it
     * @param reason the reason; not null
     * @param now the current time; not null
     * @param retryAt when the next attempt is due; null to disable the subscription
     * @return the delivery
     */
    public NotificationDelivery failed(
            ChangeCursor end, int changes, NotificationFailure reason, Instant now, @Nullable Instant retryAt) {
        requireNonNull(end, "end");
        requireNonNull(reason, "reason");
        requireNonNull(now, "now");
        return new NotificationDelivery(
                cursor,
                end,
                leasedBy,
                retryAt != null,
                failedAttempts + 1,
                failingSince == null ? now : failingSince,
                retryAt == null ? now : retryAt,
                changes,
                succeededAt,
                now,
                reason);
    }
}
