package org.executionsession.domain.port.outbound;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.NodeHeartbeat;

/** Stores the heartbeats of nodes. When a write returns, it is as durable as the store can make it. */
public interface NodeHeartbeatStore {

    /** The maximum number of nodes in a list. */
    int LIST_MAX = 10_000;

    /**
     * Counts a heartbeat of a node, and adds the node if it is absent.
     *
     * @param nodeId the node; not null
     * @param nodeName its name; not null; kept from its first heartbeat, as {@link NodeHeartbeat} shortens it
     * @param pause the time between two heartbeats of the node; positive; not null; kept from its first heartbeat, as {@link NodeHeartbeat}
     *     rounds it
     * @return false if it was absent: this is its first heartbeat, or another node took it for dead and has removed it
     * @throws IllegalArgumentException if the pause is not positive
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean beat(UUID nodeId, String nodeName, Duration pause);

    /**
     * Lists the nodes, ordered by their ids, compared as texts.
     *
     * @return the nodes, at most {@value #LIST_MAX}
     * @throws StoreUnavailableException when the store cannot be reached
     */
    List<NodeHeartbeat> list();

    /**
     * Removes a node, unless it has sent a heartbeat since it was read.
     *
     * @param read the node as it was read; not null
     * @return false, with nothing changed, if it has sent one, or is absent
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean remove(NodeHeartbeat read);
}
