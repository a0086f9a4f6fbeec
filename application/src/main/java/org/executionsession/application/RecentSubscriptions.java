package org.executionsession.application;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.NotificationScope;

/**
 * What callers have added within a minute, also if they have deleted it since. H2 reuses the space of deleted data only after some seconds, so a
 * caller who may only read could fill the disk by adding and deleting. Each process counts what is added through
 * it, so the limit on the database is that of a process times their number.
 */
final class RecentSubscriptions {

    private static final Duration PERIOD = Duration.ofMinutes(1);

    /** How many times what a caller may have at once it can add within the period. */
    private static final int TIMES = 10;

    private final long max;

    private final Map<String, Added> addedByCaller = new HashMap<>();

    /** Creates the count. */
    RecentSubscriptions(int maxPerCaller) {
        max = TIMES * SubscriptionAmounts.maxCharacters(maxPerCaller);
    }

    /** What one caller has added since a date. */
    private record Added(Instant since, long characters) {

        /** A date in the future is one before the clock was set back. */
        boolean isOver(Instant now) {
            return now.isBefore(since) || !now.isBefore(since.plus(PERIOD));
        }
    }

    /** Returns whether a caller would add too much with another subscription. */
    synchronized boolean exceeds(NotificationScope added, Caller owner, Instant now) {
        Added before = addedByCaller.get(owner.key());
        return before != null && !before.isOver(now) && before.characters() + weight(added) > max;
    }

    /** Counts a subscription that was added. */
    synchronized void count(NotificationScope added, Caller owner, Instant now) {
        Added before = addedByCaller.get(owner.key());
        if (before == null || before.isOver(now)) {
            addedByCaller.values().removeIf(other -> other.isOver(now));
            before = new Added(now, 0);
        }
        addedByCaller.put(owner.key(), new Added(before.since(), before.characters() + weight(added)));
    }

    /** The rest of a subscription takes space, too. */
    private static long weight(NotificationScope added) {
        return Math.max(SubscriptionAmounts.CHARACTERS_OF_SUBSCRIPTION, SubscriptionAmounts.characters(added));
    }
}
