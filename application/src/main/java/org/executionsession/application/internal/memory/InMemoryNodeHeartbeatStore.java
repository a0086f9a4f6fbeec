package org.executionsession.application.internal.memory;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.NodeHeartbeat;
import org.executionsession.domain.port.outbound.NodeHeartbeatStore;

/** Stores the heartbeats of nodes. */
record InMemoryNodeHeartbeatStore(InMemoryState state) implements NodeHeartbeatStore {

    @Override
    public boolean beat(UUID nodeId, String nodeName, Duration pause) {
        NodeHeartbeat first = new NodeHeartbeat(nodeId, nodeName, pause, 1);
        synchronized (state.lock) {
            NodeHeartbeat before = state.heartbeatByNode.get(nodeId);
            state.heartbeatByNode.put(
                    nodeId,
                    before == null
                            ? first
                            : new NodeHeartbeat(nodeId, before.nodeName(), before.pause(), before.beats() + 1));
            return before != null;
        }
    }

    @Override
    public List<NodeHeartbeat> list() {
        synchronized (state.lock) {
            return state.heartbeatByNode.values().stream()
                    .sorted(Comparator.comparing(node -> node.nodeId().toString()))
                    .limit(LIST_MAX)
                    .toList();
        }
    }

    @Override
    public boolean remove(NodeHeartbeat read) {
        requireNonNull(read, "read");
        synchronized (state.lock) {
            NodeHeartbeat stored = state.heartbeatByNode.get(read.nodeId());
            return stored != null
                    && stored.beats() == read.beats()
                    && state.heartbeatByNode.remove(read.nodeId()) != null;
        }
    }
}
