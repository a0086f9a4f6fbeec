package org.executionsession.jdbi.internal.record;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.NodeHeartbeat;
import org.executionsession.domain.port.outbound.NodeHeartbeatStore;
import org.executionsession.jdbi.internal.commit.WriteExecutor;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.sql.RowInsert;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.transaction.ReadTransactions;
import org.jdbi.v3.core.Handle;

/** Stores the heartbeats of nodes. */
public final class NodeHeartbeatRows implements NodeHeartbeatStore {

    private static final List<String> COLUMNS = List.of("node_id", "node_name", "pause_ms", "beats");

    /** None of the columns is nullable. */
    private static final RowInsert INSERT =
            new RowInsert("execution_node_heartbeat", COLUMNS, 1, new int[COLUMNS.size()]);

    private static final String COUNT =
            "update execution_node_heartbeat set beats = beats + 1 where node_id = :node_id";

    private final ReadTransactions reads;
    private final WriteExecutor writes;
    private final WriteOperation<NodeHeartbeat, Boolean> beat;
    private final WriteOperation<NodeHeartbeat, Boolean> remove = WriteOperation.oneByOne(
            "remove",
            (handle, read) -> handle.createUpdate(
                                    "delete from execution_node_heartbeat where node_id = :node_id and beats = :beats")
                            .bind("node_id", read.nodeId())
                            .bind("beats", read.beats())
                            .execute()
                    == 1);

    public NodeHeartbeatRows(JdbiContext database) {
        reads = database.reads();
        writes = database.writes();
        beat = WriteOperation.oneByOne("count", (handle, first) -> {
            if (count(handle, first)) {
                return true;
            }
            Object[] row = {first.nodeId(), first.nodeName(), first.pause().toMillis(), first.beats()};
            // Otherwise another thread has sent the first heartbeat at the same time.
            return !database.dialect().insertAbsent(handle, INSERT, List.<Object[]>of(row))[0] && count(handle, first);
        });
    }

    private static boolean count(Handle handle, NodeHeartbeat node) {
        return handle.createUpdate(COUNT).bind("node_id", node.nodeId()).execute() == 1;
    }

    @Override
    public boolean beat(UUID nodeId, String nodeName, Duration pause) {
        return writes.run(beat, new NodeHeartbeat(nodeId, nodeName, pause, 1));
    }

    @Override
    public List<NodeHeartbeat> list() {
        return SqlExceptionTranslator.translate("read", () -> {
            try (Handle handle = reads.open()) {
                return handle.createQuery(
                                "select node_id, node_name, pause_ms, beats from execution_node_heartbeat order by node_id fetch first "
                                        + LIST_MAX + " rows only")
                        .map((columns, context) -> new NodeHeartbeat(
                                columns.getObject("node_id", UUID.class),
                                columns.getString("node_name"),
                                Duration.ofMillis(columns.getLong("pause_ms")),
                                columns.getLong("beats")))
                        .list();
            }
        });
    }

    @Override
    public boolean remove(NodeHeartbeat read) {
        return writes.run(remove, requireNonNull(read, "read"));
    }
}
