package org.executionsession.application.internal.callback;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.executionsession.domain.exception.CursorExpiredException;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeFeedState;
import org.executionsession.domain.port.outbound.ChangeStore;
import org.jspecify.annotations.Nullable;

/** Follows the change feed once for all subscriptions, and tells them of the changes. Only one thread uses it. */
final class FeedTail {

    private static final int PAGE = 1_000;

    /** The maximum number of pages at once, so that the thread does something else in between. */
    private static final int MAX_PAGES = 100;

    private final ChangeStore feed;
    private @Nullable ChangeCursor place;

    FeedTail(ChangeStore feed) {
        this.feed = feed;
    }

    /** Tells a new subscription, or one that was changed elsewhere, how far the feed was read without it. */
    void join(SubscriptionState state) {
        if (place != null) {
            state.assumePending(place);
        }
    }

    /** Stops following the feed. */
    void stop() {
        place = null;
    }

    /** Reads the new changes. */
    void follow(Collection<SubscriptionState> states, Instant now) {
        ChangeFeedState state = feed.state();
        for (int i = 0; i < MAX_PAGES && state.waiting() && feed.assignPositions(now, PAGE) > 0; i++) {
            state = feed.state();
        }
        ChangeCursor from = place;
        if (from == null) {
            from = start(states, state);
            place = from;
        }
        if (state.position() == from.position() && from.index() == Integer.MAX_VALUE) {
            return;
        }
        try {
            for (int i = 0; i < MAX_PAGES; i++) {
                List<Change> changes = feed.list(from, PAGE);
                if (changes.isEmpty()) {
                    return;
                }
                states.forEach(each -> changes.forEach(each::tell));
                from = changes.get(changes.size() - 1).cursor();
                place = from;
            }
        } catch (CursorExpiredException purged) {
            restart(states, state.latest());
        }
    }

    /** Starts where the first subscription is. One that fails is behind because of that. */
    private ChangeCursor start(Collection<SubscriptionState> states, ChangeFeedState state) {
        ChangeCursor first = states.stream()
                .map(each -> each.read().delivery())
                .filter(delivery -> delivery.enabled() && delivery.failedAttempts() == 0)
                .map(delivery -> delivery.cursor())
                .min(Comparator.naturalOrder())
                .filter(cursor -> cursor.compareTo(state.latest()) < 0)
                .orElse(state.latest());
        states.forEach(each -> each.assumePending(first));
        return first;
    }

    private void restart(Collection<SubscriptionState> states, ChangeCursor latest) {
        place = latest;
        states.forEach(each -> each.assumePending(latest));
    }
}
