package org.executionsession.application.internal.callback;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.NotificationDelivery;
import org.executionsession.domain.model.NotificationSubscription;
import org.jspecify.annotations.Nullable;

/** What this process knows of a subscription. Only the thread of the dispatcher uses it. */
final class SubscriptionState {

    /**
     * A process that has not changed a subscription for so long does not deliver it any more. It is measured by the clock of the one that takes
     * over, so the clocks of the machines need not agree. An attempt takes at most half of this time.
     */
    static final Duration LEASE = Duration.ofSeconds(30);

    private NotificationSubscription read;
    private long versionSeenAt;
    private long placeSeenAt;

    /** The last change that may be one of the subscription. */
    private @Nullable ChangeCursor lastCandidate;

    /** Up to this place, no change is one of the subscription. */
    private ChangeCursor clear;

    private boolean sending;

    /** The part that was read of a batch that is repeated; null for none. */
    private @Nullable Batch incomplete;

    /** A change of the delivery that could not be stored yet. */
    private @Nullable UnaryOperator<NotificationDelivery> unsaved;

    private Instant pausedUntil = Instant.MIN;
    private long turn;

    SubscriptionState(NotificationSubscription read, long nanos) {
        this.read = read;
        clear = read.delivery().cursor();
        versionSeenAt = nanos;
        placeSeenAt = nanos;
    }

    NotificationSubscription read() {
        return read;
    }

    /** Sets the subscription as it is stored now. */
    void observe(NotificationSubscription stored, long nanos) {
        if (stored.version() != read.version()) {
            versionSeenAt = nanos;
        }
        ChangeCursor place = stored.delivery().cursor();
        if (!place.equals(read.delivery().cursor())) {
            placeSeenAt = nanos;
        }
        if (clear.compareTo(place) < 0) {
            clear = place;
        }
        if (!continues(stored.delivery(), read.delivery())) {
            incomplete = null;
        }
        read = stored;
    }

    /** Returns whether a delivery is still the same attempt of the same process. */
    private static boolean continues(NotificationDelivery stored, NotificationDelivery read) {
        return stored.enabled()
                && stored.failedAttempts() == read.failedAttempts()
                && Objects.equals(stored.batchEnd(), read.batchEnd())
                && Objects.equals(stored.leasedBy(), read.leasedBy());
    }

    /** Tells of a change in the feed. */
    void tell(Change change) {
        if (change.cursor().compareTo(read.delivery().cursor()) <= 0) {
            return;
        }
        if (read.scope().mayContain(change.entity())) {
            lastCandidate = change.cursor();
        } else if (!isPending()) {
            clear = change.cursor();
        }
    }

    /** Assumes that there is a change of the subscription before a place, since the feed was not read up to there. */
    void assumePending(ChangeCursor before) {
        if (read.delivery().cursor().compareTo(before) < 0) {
            lastCandidate = before;
            clear = read.delivery().cursor();
        }
    }

    /** Returns whether there may be changes to deliver. */
    boolean isPending() {
        return lastCandidate != null && lastCandidate.compareTo(read.delivery().cursor()) > 0;
    }

    /** Returns the place behind which the changes to deliver are. */
    ChangeCursor place() {
        return clear;
    }

    /** Returns whether an attempt can begin now. */
    boolean isReady(UUID node, Instant now, long nanos) {
        return read.delivery().enabled()
                && isPending()
                && !sending
                && unsaved == null
                && !now.isBefore(read.delivery().dueAt())
                && !now.isBefore(pausedUntil)
                && !isLeasedByOther(node, nanos);
    }

    private boolean isLeasedByOther(UUID node, long nanos) {
        UUID holder = read.delivery().leasedBy();
        return holder != null && !holder.equals(node) && nanos - versionSeenAt < LEASE.toNanos();
    }

    /** Returns whether a process has leased it so recently that an attempt can still begin. */
    boolean isLeasedBy(UUID node, long nanos) {
        return node.equals(read.delivery().leasedBy()) && nanos - versionSeenAt < LEASE.toNanos() / 3;
    }

    /** Returns whether the stored place is older than a duration, although changes were published since. */
    boolean isPlaceOld(Duration age, long nanos) {
        return read.delivery().enabled()
                && !isPending()
                && !sending
                && unsaved == null
                && read.delivery().leasedBy() == null
                && clear.compareTo(read.delivery().cursor()) > 0
                && nanos - placeSeenAt > age.toNanos();
    }

    /** Returns the number of the turn in which it was read last; 0 for none. */
    long turn() {
        return turn;
    }

    void setTurn(long number) {
        turn = number;
    }

    boolean isSending() {
        return sending;
    }

    @Nullable
    Batch incomplete() {
        return incomplete;
    }

    void setIncomplete(@Nullable Batch batch) {
        incomplete = batch;
    }

    /** Returns whether the next attempt repeats a batch. */
    boolean isRepeated() {
        return read.delivery().batchEnd() != null;
    }

    void setSending(boolean value) {
        sending = value;
    }

    /** Does not begin an attempt before a date, for a reason that is not the receiver's. */
    void pauseUntil(Instant date) {
        pausedUntil = date;
    }

    @Nullable
    UnaryOperator<NotificationDelivery> unsaved() {
        return unsaved;
    }

    void setUnsaved(@Nullable UnaryOperator<NotificationDelivery> change) {
        unsaved = change;
    }
}
