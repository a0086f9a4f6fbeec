package org.executionsession.storecontract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.executionsession.domain.model.NodeHeartbeat;
import org.executionsession.domain.port.outbound.NodeHeartbeatStore;
import org.junit.jupiter.api.Test;

/** Tests the heartbeats of nodes. */
interface NodeHeartbeatsContract extends TestedStore {

    Duration PAUSE = Duration.ofMillis(1_001);

    private NodeHeartbeatStore nodes() {
        return storeUnderTest().nodeHeartbeats();
    }

    private NodeHeartbeat node(UUID id) {
        return nodes().list().stream()
                .filter(node -> node.nodeId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    default void heartbeat_addsTheNodeAndIsCounted() {
        UUID id = UUID.randomUUID();
        assertThat(nodes().beat(id, "node é", PAUSE)).as("the first").isFalse();
        assertThat(node(id)).isEqualTo(new NodeHeartbeat(id, "node é", PAUSE, 1));
        assertThat(nodes().beat(id, "node é", PAUSE)).isTrue();
        assertThat(nodes().beat(id, "node é", PAUSE)).isTrue();
        assertThat(node(id).beats()).isEqualTo(3);
    }

    @Test
    default void node_keepsTheNameAndThePauseOfItsFirstHeartbeat() {
        UUID id = UUID.randomUUID();
        nodes().beat(id, "first", PAUSE);
        nodes().beat(id, "second", PAUSE.plusMillis(1));
        assertThat(node(id)).isEqualTo(new NodeHeartbeat(id, "first", PAUSE, 2));
    }

    @Test
    default void name_isShortenedAndCanBeStored() {
        UUID id = UUID.randomUUID();
        String end = "x".repeat(NodeHeartbeat.NAME_MAX - 4);
        nodes().beat(id, "a\0b\ud83d" + end + "cut", PAUSE);
        assertThat(node(id).nodeName()).isEqualTo("a b " + end);
        assertThat(nodes().remove(node(id))).isTrue();
    }

    @Test
    default void pause_isRoundedUpToMillisecondsAndLimited() {
        UUID shortest = UUID.randomUUID();
        nodes().beat(shortest, "node", Duration.ofNanos(1));
        assertThat(node(shortest).pause()).isEqualTo(Duration.ofMillis(1));
        UUID longest = UUID.randomUUID();
        nodes().beat(longest, "node", Duration.ofSeconds(Long.MAX_VALUE));
        assertThat(node(longest).pause()).isEqualTo(NodeHeartbeat.PAUSE_MAX);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> nodes().beat(UUID.randomUUID(), "node", Duration.ZERO))
                .withMessage("the pause between heartbeats must be positive: PT0S");
    }

    @Test
    default void node_isRemovedOnlyIfItSendsNoMoreHeartbeats() {
        UUID id = UUID.randomUUID();
        nodes().beat(id, "node", PAUSE);
        NodeHeartbeat read = node(id);
        nodes().beat(id, "node", PAUSE);
        assertThat(nodes().remove(read)).as("it has sent another one").isFalse();
        NodeHeartbeat last = node(id);
        assertThat(nodes().remove(last)).isTrue();
        assertThat(nodes().remove(last)).as("absent").isFalse();
        assertThat(nodes().list()).extracting(NodeHeartbeat::nodeId).doesNotContain(id);
        assertThat(nodes().beat(id, "node", PAUSE)).as("it was removed").isFalse();
        assertThat(node(id).beats()).isEqualTo(1);
    }

    @Test
    default void nodes_areOrderedByTheirIds() {
        for (int i = 0; i < 20; i++) {
            nodes().beat(UUID.randomUUID(), "node", PAUSE);
        }
        assertThat(nodes().list()).extracting(node -> node.nodeId().toString()).isSorted();
    }

    @Test
    default void concurrentHeartbeats_areAllCounted() throws Exception {
        UUID id = UUID.randomUUID();
        int threads = 8;
        int each = 10;
        Callable<Integer> beats = () -> {
            int first = 0;
            for (int i = 0; i < each; i++) {
                first += nodes().beat(id, "node", PAUSE) ? 0 : 1;
            }
            return first;
        };
        try (Race race = new Race()) {
            List<Integer> firsts = race.run(Collections.nCopies(threads, beats));
            assertThat(firsts.stream().mapToInt(Integer::intValue).sum())
                    .as("first heartbeats")
                    .isOne();
        }
        assertThat(node(id).beats()).isEqualTo(threads * each);
    }
}
