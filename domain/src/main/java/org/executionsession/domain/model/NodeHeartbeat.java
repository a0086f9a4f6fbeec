package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * The heartbeats of a node: a process that records executions. A node whose number of heartbeats stays the same has died, or does
 * not reach the store.
 *
 * @param nodeId the node; a process has a new id after each start; never null
 * @param nodeName the name of the node; never null
 * @param beats the number of heartbeats so far
 */
public record NodeHeartbeat(UUID nodeId, String nodeName, long beats) {

    /** Rejects null. */
    public NodeHeartbeat {
        requireNonNull(nodeId, "nodeId");
        requireNonNull(nodeName, "nodeName");
    }
}
