package org.executionsession.application;

import java.util.Optional;
import org.executionsession.domain.model.NotificationLimits;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotificationUsage;
import org.executionsession.domain.query.text.FilterParser;

/**
 * How many subscriptions are stored, and how long their filters are together.
 *
 * @param ofCaller the number of subscriptions of a caller
 * @param charactersOfCaller the number of characters in their filters
 * @param ofAll the number of subscriptions of all callers
 * @param charactersOfAll the number of characters in their filters
 */
record SubscriptionAmounts(long ofCaller, long charactersOfCaller, long ofAll, long charactersOfAll) {

    /** With so many characters, a filter takes about as much memory as the rest of its subscription. */
    static final long CHARACTERS_OF_SUBSCRIPTION = 1_024;

    static SubscriptionAmounts of(NotificationUsage usage) {
        return new SubscriptionAmounts(
                usage.ofOwner().size(),
                usage.ofOwner().stream()
                        .mapToLong(one -> characters(one.scope()))
                        .sum(),
                usage.subscriptions(),
                usage.filterCharacters());
    }

    /** Returns how many characters the filter of a scope has. */
    static int characters(NotificationScope scope) {
        return scope.filter().length();
    }

    /** Returns how many characters the filters of some subscriptions may have together. One filter of the greatest length always fits. */
    static long maxCharacters(int subscriptions) {
        return Math.max(FilterParser.MAX_LENGTH, CHARACTERS_OF_SUBSCRIPTION * subscriptions);
    }

    /** Returns what is left without a subscription of the caller. */
    SubscriptionAmounts without(NotificationSubscription removed) {
        int characters = characters(removed.scope());
        return new SubscriptionAmounts(
                ofCaller - 1, charactersOfCaller - characters, ofAll - 1, charactersOfAll - characters);
    }

    /** Returns a message about the limit that another subscription of the caller would exceed; empty when there is none. */
    Optional<String> exceeded(NotificationScope added, NotificationLimits limits) {
        if (ofCaller >= limits.maxPerCaller()) {
            return Optional.of("the caller has " + ofCaller + " subscriptions, the maximum of a caller: delete one");
        }
        if (ofAll >= limits.maxSubscriptions()) {
            return Optional.of("there are " + ofAll + " subscriptions, the maximum of this server");
        }
        int characters = characters(added);
        if (characters == 0) {
            return Optional.empty();
        }
        long maxOfCaller = maxCharacters(limits.maxPerCaller());
        if (charactersOfCaller + characters > maxOfCaller) {
            return Optional.of("the filters of the caller's subscriptions would have more than " + maxOfCaller
                    + " characters together: delete one, or use a shorter filter");
        }
        long maxOfAll = maxCharacters(limits.maxSubscriptions());
        if (charactersOfAll + characters > maxOfAll) {
            return Optional.of("the filters of all subscriptions would have more than " + maxOfAll
                    + " characters together, the maximum of this server");
        }
        return Optional.empty();
    }
}
