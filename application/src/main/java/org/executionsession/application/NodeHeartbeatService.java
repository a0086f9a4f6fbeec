package org.executionsession.application;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.NodeHeartbeat;
import org.executionsession.domain.port.inbound.NodeHeartbeats;
import org.executionsession.domain.port.outbound.NodeHeartbeatStore;

/** Counts the heartbeats of nodes. */
record NodeHeartbeatService(NodeHeartbeatStore store) implements NodeHeartbeats {

    @Override
    public boolean beat(UUID nodeId, String nodeName, Duration pause) {
        return store.beat(nodeId, nodeName, pause);
    }

    @Override
    public List<NodeHeartbeat> list() {
        return store.list();
    }

    @Override
    public boolean remove(NodeHeartbeat read) {
        return store.remove(read);
    }
}
