package org.executionsession.application.internal.callback;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.executionsession.domain.exception.CursorExpiredException;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.port.outbound.ChangeStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the changes for notifications from the change feed.
 *
 * @param nanos returns the time in nanoseconds, as {@link System#nanoTime}
 */
record BatchReader(ChangeStore feed, ScopeFilter filter, LongSupplier nanos) {

    private static final Logger LOG = LoggerFactory.getLogger(BatchReader.class);

    /** The maximum number of changes of a notification. */
    static final int MAX_CHANGES = 250;

    /** About the maximum size of a notification. */
    private static final int MAX_BYTES = 128 * 1_024;

    /** About the size of a change in JSON, without the names of properties. */
    private static final int CHANGE_BYTES = 450;

    /** How many changes are looked through first. Large entities with a filter that searches their texts can take ten milliseconds each. */
    private static final int FIRST_PAGE = 8;

    /** How many changes are looked through together at most. */
    private static final int MAX_PAGE = 512;

    /** How many times as large the next page is, as long as all together have taken less than a quarter of the time. */
    private static final int GROWTH = 4;

    private static final int GROWTH_TIME_DIVISOR = 4;

    /** How many pages are looked through in one turn, so that other subscriptions get theirs. */
    private static final int MAX_PAGES = 24;

    /** No page is begun after this time. */
    static final Duration MAX_TIME = Duration.ofMillis(100);

    /** Reads the next changes of a subscription behind a place, or those of a batch that is repeated. */
    Batch read(NotificationSubscription subscription, ChangeCursor after) {
        return read(subscription, new Batch(List.of(), after, Batch.State.INCOMPLETE));
    }

    /**
     * Continues an incomplete batch. Only one that is repeated can be incomplete: it ends where it ended at first, however long that takes, because
     * receivers know it by its changes. Others end early if they take long.
     */
    Batch read(NotificationSubscription subscription, Batch incomplete) {
        try {
            return read(subscription, incomplete, subscription.delivery().batchEnd());
        } catch (CursorExpiredException purged) {
            ChangeCursor oldest = oldest(incomplete.end());
            LOG.warn(
                    "the subscription {} was not notified of some changes, because the change feed does not have them any more; it continues"
                            + " at {}",
                    subscription.id(),
                    oldest);
            return new Batch(incomplete.changes(), oldest, Batch.State.MORE);
        }
    }

    private Batch read(NotificationSubscription subscription, Batch incomplete, @Nullable ChangeCursor until) {
        List<Change> batch = new ArrayList<>(incomplete.changes());
        int bytes = batch.stream().mapToInt(BatchReader::bytes).sum();
        ChangeCursor end = incomplete.end();
        int size = FIRST_PAGE;
        long started = nanos.getAsLong();
        for (int page = 0; page < MAX_PAGES; page++) {
            List<Change> listed = feed.list(end, size);
            List<Change> next = until == null
                    ? listed
                    : listed.stream()
                            .filter(change -> change.cursor().compareTo(until) <= 0)
                            .toList();
            for (Change change : filter.select(next, subscription.scope(), subscription.owner())) {
                bytes += bytes(change);
                if (batch.size() == MAX_CHANGES || !batch.isEmpty() && bytes > MAX_BYTES) {
                    return new Batch(batch, batch.get(batch.size() - 1).cursor(), Batch.State.MORE);
                }
                batch.add(change);
            }
            if (!next.isEmpty()) {
                end = next.get(next.size() - 1).cursor();
            }
            // A page can be short before the end: the store limits how many commits it reads for one.
            if (listed.isEmpty() || next.size() < listed.size()) {
                return until == null
                        ? new Batch(batch, end, Batch.State.LAST)
                        : new Batch(batch, until, Batch.State.MORE);
            }
            long time = nanos.getAsLong() - started;
            if (time >= MAX_TIME.toNanos()) {
                break;
            }
            if (time < MAX_TIME.toNanos() / GROWTH_TIME_DIVISOR) {
                size = Math.min(MAX_PAGE, size * GROWTH);
            }
        }
        return new Batch(batch, end, until == null ? Batch.State.MORE : Batch.State.INCOMPLETE);
    }

    private static int bytes(Change change) {
        int bytes = CHANGE_BYTES;
        for (String property : change.entity().properties()) {
            bytes += property.length() + 3;
        }
        return bytes;
    }

    /** Returns the first place behind an expired one that the feed still has. Places have no gaps, so it can be searched for by halves. */
    private ChangeCursor oldest(ChangeCursor expired) {
        long last = feed.state().position();
        long missing = expired.position();
        if (missing >= last) {
            // The database was restored: it is not known which changes were delivered.
            return ChangeCursor.after(last);
        }
        long present = last;
        while (present - missing > 1) {
            long middle = missing + (present - missing) / 2;
            if (has(ChangeCursor.after(middle))) {
                present = middle;
            } else {
                missing = middle;
            }
        }
        return ChangeCursor.after(present);
    }

    private boolean has(ChangeCursor place) {
        try {
            feed.list(place, 1);
            return true;
        } catch (CursorExpiredException purged) {
            return false;
        }
    }
}
