package org.executionsession.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.NodeHeartbeat;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.typed.ResultProperties;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.support.SwitchableDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests which nodes are dead, and what happens to their sessions. The tests send the heartbeats themselves. */
class NodeMonitorTest {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final SwitchableDatabase database = new SwitchableDatabase();
    private final ExecutionSessions sessions =
            ExecutionSessions.builder(JdbiExecutionSessionStore.open(database)).build();
    private final Node one = new Node("one");
    private final Node other = new Node("other");

    /** A node, whose process is not closed when it dies. */
    private final class Node {

        private final Recording recording;
        private final NodeMonitor monitor;

        Node(String name) {
            recording = new Recording(
                    sessions, name, Caller.SERVICE, Clock.systemUTC(), false, 100, 1_000_000, Thread::new);
            monitor = new NodeMonitor(sessions, recording.nodeId(), name, Caller.SERVICE, Clock.systemUTC());
        }

        RecordedExecution startJob() throws InterruptedException {
            RecordedExecution execution = recording.started(ExecutionStart.of(new JobId("test", "job")));
            assertThat(recording.flush(Duration.ofMinutes(1))).isTrue();
            return execution;
        }
    }

    @AfterEach
    void close() {
        one.recording.close();
        other.recording.close();
        sessions.close();
        database.close();
    }

    private void beat(Node node, int times) {
        for (int i = 0; i < times; i++) {
            node.monitor.beat(PAUSE);
        }
    }

    private boolean isRunning(RecordedExecution execution) {
        return sessions.findExecutionSessions()
                .find(execution.id(), Caller.SERVICE)
                .isPresent();
    }

    private List<UUID> nodes() {
        return sessions.nodeHeartbeats().list().stream()
                .map(NodeHeartbeat::nodeId)
                .toList();
    }

    @Test
    void sessionsOfADeadNode_endAsFailed() throws Exception {
        RecordedExecution left = one.startJob();
        RecordedExecution running = other.startJob();
        beat(one, 3);
        beat(other, NodeMonitor.MISSED_MAX);
        assertThat(isRunning(left)).as("it has missed one heartbeat less").isTrue();
        beat(other, 1);
        assertThat(isRunning(left)).isFalse();
        assertThat(isRunning(running)).isTrue();
        List<ExecutionResultEntity> results = new ArrayList<>();
        sessions.executionResults().forEach(Query.of(Filter.all(), List.of()), Caller.SERVICE, results::add);
        assertThat(results)
                .filteredOn(result -> left.id().equals(result.origin().executionId()))
                .singleElement()
                .satisfies(result -> {
                    assertThat(result.result().status()).isEqualTo(TaskExecutionStatus.FINISHED_FAIL);
                    assertThat(result.result().stopTime()).isNotNull();
                    assertThat(result.result().details())
                            .extracting(ExecutionResultDetail::message)
                            .containsExactly("The node one has stopped without recording the end of the job");
                });
        assertThat(nodes()).containsExactly(other.recording.nodeId());
    }

    /** The next attempt of an execution can start before the death of the node of the first one is known. */
    @Test
    void anAttemptOfADeadNode_whoseSessionAnotherNodeHasContinued_endsAsFailed() throws Exception {
        ExecutionStart.Builder start =
                ExecutionStart.builder(new JobId("test", "job")).key("Monday");
        one.recording.started(start.build());
        assertThat(one.recording.flush(Duration.ofMinutes(1))).isTrue();
        beat(one, 1);
        RecordedExecution next = other.recording.started(start.attempt(1).build());
        assertThat(other.recording.flush(Duration.ofMinutes(1))).isTrue();
        beat(other, NodeMonitor.MISSED_MAX + 1);
        assertThat(isRunning(next)).isTrue();
        List<ExecutionResultEntity> results = new ArrayList<>();
        sessions.executionResults()
                .forEach(
                        Query.of(Filter.all(), List.of(ResultProperties.START_TIME.asc())),
                        Caller.SERVICE,
                        results::add);
        assertThat(results)
                .extracting(result -> result.result().status())
                .containsExactly(TaskExecutionStatus.FINISHED_FAIL, TaskExecutionStatus.STARTED);
        assertThat(nodes()).containsExactly(other.recording.nodeId());
    }

    @Test
    void theFirstHeartbeat_isSentBeforeAJobCanStart() {
        one.recording.startHeartbeats(Duration.ofDays(1));
        assertThat(nodes()).containsExactly(one.recording.nodeId());
    }

    @Test
    void aNodeThatSendsHeartbeats_isNotDead() throws Exception {
        RecordedExecution running = one.startJob();
        for (int i = 0; i < 5; i++) {
            beat(one, 1);
            beat(other, NodeMonitor.MISSED_MAX);
        }
        assertThat(isRunning(running)).isTrue();
    }

    /** Both record in one store, as two applications with different settings do. */
    @Test
    void aNodeWithALongerPause_mayMissAsManyOfItsOwnHeartbeats() throws Exception {
        RecordedExecution running = one.startJob();
        one.monitor.beat(PAUSE.multipliedBy(10));
        beat(other, 10 * NodeMonitor.MISSED_MAX);
        assertThat(isRunning(running)).as("it has missed one heartbeat less").isTrue();
        one.monitor.beat(PAUSE.multipliedBy(10));
        beat(other, 10 * NodeMonitor.MISSED_MAX);
        assertThat(isRunning(running)).isTrue();
        beat(other, 1);
        assertThat(isRunning(running)).isFalse();
    }

    @Test
    void aNodeWithAShorterPause_mayMissHeartbeatsOfTheObserver() throws Exception {
        RecordedExecution left = one.startJob();
        one.monitor.beat(PAUSE.dividedBy(10));
        beat(other, NodeMonitor.MISSED_MAX);
        assertThat(isRunning(left)).isTrue();
        beat(other, 1);
        assertThat(isRunning(left)).isFalse();
    }

    @Test
    void whileTheStoreIsAway_noNodeIsDead() throws Exception {
        RecordedExecution running = one.startJob();
        beat(one, 1);
        beat(other, NodeMonitor.MISSED_MAX);
        database.switchOff();
        assertThatThrownBy(() -> other.monitor.beat(PAUSE)).isNotNull();
        database.switchOn();
        beat(other, NodeMonitor.MISSED_MAX);
        assertThat(isRunning(running)).isTrue();
        beat(one, 1);
        beat(other, NodeMonitor.MISSED_MAX);
        assertThat(isRunning(running)).isTrue();
    }

    @Test
    void manySessionsOfADeadNode_endInBatches() throws Exception {
        for (int i = 0; i < 150; i++) {
            one.recording.started(ExecutionStart.of(new JobId("test", "job")));
        }
        assertThat(one.recording.flush(Duration.ofMinutes(1))).isTrue();
        beat(one, 1);
        beat(other, NodeMonitor.MISSED_MAX + 3);
        assertThat(sessions.findExecutionSessions().count(Filter.all(), Caller.SERVICE))
                .isZero();
        assertThat(nodes()).containsExactly(other.recording.nodeId());
    }

    @Test
    void sessionsOfOthers_areNotTouched() throws Exception {
        RecordedExecution left = one.startJob();
        UUID ofClient = sessions.createExecutionSession()
                .create(
                        org.executionsession.domain.model.ExecutionSessionDraft.builder()
                                .build(),
                        Caller.SERVICE)
                .id();
        beat(one, 1);
        beat(other, NodeMonitor.MISSED_MAX + 1);
        assertThat(isRunning(left)).isFalse();
        assertThat(sessions.findExecutionSessions().find(ofClient, Caller.SERVICE))
                .isPresent();
    }

    @Test
    void aNodeThatEnds_leavesNoHeartbeat() {
        beat(one, 1);
        one.monitor.close();
        assertThat(nodes()).isEmpty();
    }

    @Test
    void aNodeThatEndsWithSessions_leavesItsHeartbeatToOthers() throws Exception {
        RecordedExecution left = one.startJob();
        beat(one, 1);
        one.monitor.close();
        assertThat(nodes()).containsExactly(one.recording.nodeId());
        beat(other, NodeMonitor.MISSED_MAX + 1);
        assertThat(isRunning(left)).isFalse();
    }
}
