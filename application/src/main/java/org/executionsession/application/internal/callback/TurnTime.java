package org.executionsession.application.internal.callback;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The time that the dispatcher takes for the subscriptions of each caller, from the beginning of one round of all subscriptions to the next. The changes of a subscription
 * can be costly to read, such as large entities with a filter that searches their texts. A caller who has used up its time waits for the next round, so
 * that others wait for a moment.
 */
final class TurnTime {

    /** A caller begins nothing more after this time; what it has begun can take longer. */
    static final Duration MAX = Duration.ofMillis(100);

    private final Map<String, Long> nanosByCaller = new HashMap<>();
    private boolean refused;

    /** Returns whether the caller has time left. */
    boolean allows(String caller) {
        boolean allows = nanosByCaller.getOrDefault(caller, 0L) < MAX.toNanos();
        refused |= !allows;
        return allows;
    }

    void use(String caller, long nanos) {
        nanosByCaller.merge(caller, nanos, Long::sum);
    }

    /** Returns whether a caller must wait for the next round. */
    boolean hasRefused() {
        return refused;
    }
}
