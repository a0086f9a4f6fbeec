package org.executionsession.application.internal.watch;

import java.time.Duration;
import java.time.Instant;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.port.outbound.ChangeStore;
import org.executionsession.domain.port.outbound.NotificationStore;

/**
 * Purges changes that are older than the retention and that no subscription to notifications waits for.
 *
 * @param retention how long all changes are kept
 * @param longest how long a change is kept for a subscription at most, so that one that nobody delivers does not keep changes for ever
 */
public record ChangePurge(ChangeStore changes, NotificationStore notifications, Duration retention, Duration longest) {

    /** Purges one batch; returns the number of purged commits. If it is the limit, there can be more. */
    int purge(Instant now, int limit) {
        if (longest.compareTo(retention) <= 0) {
            return changes.purge(now.minus(retention), Long.MAX_VALUE, limit);
        }
        int purged = changes.purge(now.minus(longest), Long.MAX_VALUE, limit);
        if (purged >= limit) {
            return purged;
        }
        // Read before the purge: a place only moves forward, and a new subscription begins at the end.
        long last =
                notifications.earliestPlace().map(ChangePurge::lastDelivered).orElse(Long.MAX_VALUE);
        return purged + changes.purge(now.minus(retention), last, limit - purged);
    }

    /** A commit is needed until all of its changes are delivered. */
    private static long lastDelivered(ChangeCursor place) {
        return place.index() == Integer.MAX_VALUE ? place.position() : place.position() - 1;
    }
}
