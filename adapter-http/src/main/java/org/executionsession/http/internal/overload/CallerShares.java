package org.executionsession.http.internal.overload;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Finds the callers that have more than a quarter of all connections while the connection limit is reached. Their responses end their
 * connections, so that other callers wait for about a second, however busy those connections are. At most half of the
 * connections are ended between two checks.
 */
final class CallerShares {

    private static final int SHARE_DIVISOR = 4;
    private static final int ENDED_DIVISOR = 2;

    private final int share;
    private final int maxEnded;

    /** The connections of each caller; only the thread of the checks uses it. */
    private final Map<Object, Integer> connections = new HashMap<>();

    private final AtomicInteger left = new AtomicInteger();
    private volatile Set<Object> excessive = Set.of();

    /** Creates the shares of a maximum number of connections. */
    CallerShares(int max) {
        share = Math.max(1, max / SHARE_DIVISOR);
        maxEnded = Math.max(1, max / ENDED_DIVISOR);
    }

    /** Counts a connection of a caller in the current check. */
    void count(Object caller) {
        connections.merge(caller, 1, Integer::sum);
    }

    /** Ends a check. If no connection was counted, no caller has too many. */
    void complete() {
        excessive = connections.entrySet().stream()
                .filter(caller -> caller.getValue() > share)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        connections.clear();
        left.set(maxEnded);
    }

    /** Returns whether to end a connection of a caller. */
    boolean ends(Object caller) {
        return excessive.contains(caller) && left.getAndDecrement() > 0;
    }
}
