package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.executionsession.domain.constraint.StorableText;

/**
 * The heartbeats of a node: a process that records executions. A node whose number of heartbeats stays the same has died, or does
 * not reach the store.
 *
 * @param nodeId the node; a process has a new id after each start; never null
 * @param nodeName the name of the node; never null. Characters that cannot be stored are replaced by blanks, and the end of a name of more
 *     than {@value #NAME_MAX} characters is cut off.
 * @param beats the number of heartbeats so far
 */
public record NodeHeartbeat(UUID nodeId, String nodeName, long beats) {

    /** The maximum length of a name, in UTF-16 units. */
    public static final int NAME_MAX = 1_000;

    /** Rejects null, and makes the name one that every store keeps. */
    public NodeHeartbeat {
        requireNonNull(nodeId, "nodeId");
        nodeName = StorableText.storable(requireNonNull(nodeName, "nodeName"), NAME_MAX);
    }
}
