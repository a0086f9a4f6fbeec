package org.executionsession.recorder;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.executionsession.application.Housekeeping;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.NodeHeartbeat;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.typed.ResultProperties;
import org.executionsession.domain.query.typed.SessionProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the heartbeats of this node, and ends the sessions that dead nodes have left behind. No clocks are compared: a node is dead when its
 * heartbeats have not changed during several heartbeats of this node, and for as many of its own pauses. While the store is away, no node is
 * counted as dead, since none can send heartbeats.
 */
final class NodeMonitor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(NodeMonitor.class);

    /** How many heartbeats a node may miss. Long pauses of its process look the same as its death. */
    static final int MISSED_MAX = 6;

    /** How many sessions are read at once. */
    private static final int BATCH = 100;

    private final UseCases sessions;
    private final UUID nodeId;
    private final String nodeName;
    private final Caller caller;
    private final Clock clock;
    private final Housekeeping heartbeats = new Housekeeping();

    /** The heartbeats of other nodes as they were seen last. */
    private final Map<UUID, Observed> observedById = new HashMap<>();

    private boolean hasBeaten;

    NodeMonitor(UseCases sessions, UUID nodeId, String nodeName, Caller caller, Clock clock) {
        this.sessions = sessions;
        this.nodeId = nodeId;
        this.nodeName = nodeName;
        this.caller = caller;
        this.clock = clock;
    }

    /** A heartbeat, and how often it has been seen unchanged. */
    private record Observed(NodeHeartbeat heartbeat, int missed) {

        /** Returns whether enough heartbeats were missed by an observer with this pause. That of the other node may be longer. */
        boolean isDead(Duration pause) {
            Duration other = heartbeat.pause();
            return missed >= MISSED_MAX
                    && (other.compareTo(pause) <= 0
                            || pause.multipliedBy(missed).compareTo(other.multipliedBy(MISSED_MAX)) >= 0);
        }
    }

    /** Sends the first heartbeat at once: a process that dies before it would leave sessions that no node finds. */
    void start(Duration pause) {
        try {
            beat(pause);
        } catch (RuntimeException away) {
            LOG.debug("the first heartbeat is sent later", away);
        }
        heartbeats.repeat("send the heartbeat of this node", pause, () -> beat(pause));
    }

    /**
     * Sends a heartbeat and looks at those of the others.
     *
     * @param pause the time until the next one
     */
    void beat(Duration pause) {
        boolean isKnown;
        try {
            isKnown = sessions.nodeHeartbeats().beat(nodeId, nodeName, pause);
        } catch (RuntimeException away) {
            // The others may not reach the store either.
            observedById.clear();
            throw away;
        }
        if (!isKnown && hasBeaten) {
            LOG.warn("another node took this one for dead; it may have ended the sessions of running jobs as failed");
        }
        hasBeaten = true;
        List<NodeHeartbeat> all = sessions.nodeHeartbeats().list();
        observedById.keySet().retainAll(all.stream().map(NodeHeartbeat::nodeId).toList());
        for (NodeHeartbeat heartbeat : all) {
            if (!heartbeat.nodeId().equals(nodeId) && heartbeats.shouldContinue()) {
                observe(heartbeat, pause);
            }
        }
    }

    private void observe(NodeHeartbeat heartbeat, Duration pause) {
        Observed before = observedById.get(heartbeat.nodeId());
        int missed = before != null && before.heartbeat().equals(heartbeat) ? before.missed() + 1 : 0;
        Observed now = new Observed(heartbeat, missed);
        observedById.put(heartbeat.nodeId(), now);
        if (now.isDead(pause) && endSessionsOf(heartbeat) && endResultsOf(heartbeat)) {
            sessions.nodeHeartbeats().remove(heartbeat);
        }
    }

    /** Ends the sessions of a dead node. Returns whether none is left. */
    private boolean endSessionsOf(NodeHeartbeat dead) {
        List<ExecutionSession> left = new ArrayList<>();
        sessions.findExecutionSessions()
                .forEach(
                        new Query<>(SessionProperties.EXECUTING_NODE.id().eq(dead.nodeId()), List.of(), 0, BATCH),
                        caller,
                        left::add);
        int ended = 0;
        for (ExecutionSession session : left) {
            ended += end(session, dead) ? 1 : 0;
        }
        if (ended > 0) {
            LOG.warn("ended {} sessions that the node {} has left behind", ended, dead.nodeName());
        }
        return left.size() < BATCH && ended == left.size();
    }

    private boolean end(ExecutionSession session, NodeHeartbeat dead) {
        try {
            ExecutionResult result = session.executionResult();
            if (!TaskExecutionStatus.TERMINAL.contains(result.status())) {
                sessions.updateExecutionSession()
                        .update(
                                session.id(),
                                session.content().withExecutionResult(failed(result, dead)),
                                session.modifiedDate(),
                                caller);
            }
            sessions.endExecutionSession().end(session.id(), caller);
            return true;
        } catch (NotFoundException ended) {
            return true;
        } catch (VersionConflictException changed) {
            // The node is not dead, or another one ends its sessions. The next heartbeat shows which.
            return false;
        }
    }

    /** Ends the attempts of a dead node whose session another node has continued. Returns whether none is left. */
    private boolean endResultsOf(NodeHeartbeat dead) {
        List<ExecutionResultEntity> left = new ArrayList<>();
        sessions.executionResults()
                .forEach(new Query<>(unfinishedOf(dead.nodeId()), List.of(), 0, BATCH), caller, left::add);
        int ended = 0;
        for (ExecutionResultEntity result : left) {
            ended += end(result, dead) ? 1 : 0;
        }
        return left.size() < BATCH && ended == left.size();
    }

    private static Filter<ExecutionResultEntity> unfinishedOf(UUID node) {
        return ResultProperties.EXECUTING_NODE_ID.eq(node).and(ResultProperties.STATUS.eq(TaskExecutionStatus.STARTED));
    }

    private boolean end(ExecutionResultEntity unfinished, NodeHeartbeat dead) {
        try {
            sessions.executionResults()
                    .update(
                            unfinished.id(),
                            new ExecutionResultDraft(unfinished.origin(), failed(unfinished.result(), dead)),
                            unfinished.modifiedDate(),
                            caller);
            return true;
        } catch (NotFoundException purged) {
            return true;
        } catch (VersionConflictException changed) {
            return false;
        }
    }

    private ExecutionResult failed(ExecutionResult result, NodeHeartbeat dead) {
        return LeftBehind.failed(
                result,
                "The node " + dead.nodeName() + " has stopped without recording the end of the job",
                clock.instant());
    }

    /** Stops the heartbeats. The heartbeat is removed if the node has no session or unfinished result, so that no other node must look for some. */
    @Override
    public void close() {
        heartbeats.close();
        try {
            boolean isIdle = sessions.findExecutionSessions()
                                    .count(SessionProperties.EXECUTING_NODE.id().eq(nodeId), caller)
                            == 0
                    && sessions.executionResults().count(unfinishedOf(nodeId), caller) == 0;
            if (isIdle) {
                sessions.nodeHeartbeats().list().stream()
                        .filter(heartbeat -> heartbeat.nodeId().equals(nodeId))
                        .forEach(sessions.nodeHeartbeats()::remove);
            }
        } catch (RuntimeException away) {
            LOG.debug("another node removes the heartbeat of this one", away);
        }
    }
}
