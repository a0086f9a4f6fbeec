package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.UUID;
import org.executionsession.domain.constraint.StorableText;

/**
 * The heartbeats of a node: a process that records executions. A node whose number of heartbeats stays the same has died, or does
 * not reach the store.
 *
 * @param nodeId the node; a process has a new id after each start; never null
 * @param nodeName the name of the node; never null. Characters that cannot be stored are replaced by blanks, and the end of a name of more
 *     than {@value #NAME_MAX} characters is cut off.
 * @param pause the time between two heartbeats of the node; positive; never null. It is rounded up to milliseconds, and a longer one than
 *     {@link #PAUSE_MAX} is shortened to that.
 * @param beats the number of heartbeats so far
 */
public record NodeHeartbeat(UUID nodeId, String nodeName, Duration pause, long beats) {

    /** The maximum length of a name, in UTF-16 units. */
    public static final int NAME_MAX = 1_000;

    /** The maximum pause. */
    public static final Duration PAUSE_MAX = Duration.ofDays(365);

    /** Rejects null and a pause that is not positive, and makes the name and the pause those that every store keeps. */
    public NodeHeartbeat {
        requireNonNull(nodeId, "nodeId");
        nodeName = StorableText.storable(requireNonNull(nodeName, "nodeName"), NAME_MAX);
        pause = storable(requireNonNull(pause, "pause"));
    }

    private static Duration storable(Duration pause) {
        if (pause.isNegative() || pause.isZero()) {
            throw new IllegalArgumentException("the pause between heartbeats must be positive: " + pause);
        }
        return pause.compareTo(PAUSE_MAX) > 0
                ? PAUSE_MAX
                : Duration.ofMillis(pause.plusNanos(999_999).toMillis());
    }
}
