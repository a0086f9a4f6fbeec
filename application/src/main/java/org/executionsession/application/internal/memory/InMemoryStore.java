package org.executionsession.application.internal.memory;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.outbound.ChangeStore;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.NodeHeartbeatStore;
import org.executionsession.domain.port.outbound.NotificationStore;
import org.executionsession.domain.port.outbound.ScriptLogStore;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.port.outbound.TaskAttemptStore;
import org.executionsession.domain.port.outbound.TaskRunStore;

/**
 * Stores everything in memory, for as long as this object is referenced. It passes the same contract suite as the stores on
 * databases. One lock guards all data: the store is for tests, so simplicity is more important than speed.
 */
public final class InMemoryStore implements ExecutionSessionStore {

    private final InMemoryState state = new InMemoryState();

    private final InMemorySessionStore sessions = new InMemorySessionStore(state);
    private final InMemoryResultStore results = new InMemoryResultStore(state);
    private final InMemoryDetailStore details = new InMemoryDetailStore(state, results);
    private final InMemoryTaskStore tasks = new InMemoryTaskStore(state);
    private final InMemoryTaskAttemptStore taskAttempts = new InMemoryTaskAttemptStore(state);
    private final InMemoryTaskRunStore taskRuns = new InMemoryTaskRunStore(state);
    private final InMemoryNodeHeartbeatStore nodeHeartbeats = new InMemoryNodeHeartbeatStore(state);
    private final InMemoryScriptLogStore scriptLogs = new InMemoryScriptLogStore(state);
    private final InMemoryNotificationStore notifications = new InMemoryNotificationStore(state);
    private final InMemorySelectionStore selections = new InMemorySelectionStore(state);

    @Override
    public int removeExpired(Instant now) {
        requireNonNull(now, "now");
        synchronized (state.lock) {
            int before = state.expiringEntries();
            state.removeExpiredRequests(now);
            state.removeExpiredSelections(now);
            state.removeExpiredLogTickets(now);
            return before - state.expiringEntries();
        }
    }

    @Override
    public EntityStore<ExecutionSession> sessions() {
        return sessions;
    }

    @Override
    public EntityStore<ExecutionResultEntity> results() {
        return results;
    }

    @Override
    public EntityStore<ExecutionResultDetailEntity> details() {
        return details;
    }

    @Override
    public EntityStore<Task> tasks() {
        return tasks;
    }

    @Override
    public TaskAttemptStore taskAttempts() {
        return taskAttempts;
    }

    @Override
    public ScriptLogStore scriptLogs() {
        return scriptLogs;
    }

    @Override
    public TaskRunStore taskRuns() {
        return taskRuns;
    }

    @Override
    public NodeHeartbeatStore nodeHeartbeats() {
        return nodeHeartbeats;
    }

    @Override
    public ChangeStore changes() {
        return state.changes;
    }

    @Override
    public NotificationStore notifications() {
        return notifications;
    }

    @Override
    public SelectionStore selections() {
        return selections;
    }

    @Override
    public int purgeResults(Instant before, int limit) {
        requireNonNull(before, "before");
        return state.write(() -> {
            List<ExecutionResultEntity> purged = results.all()
                    .filter(result -> result.isOlderThan(before))
                    .filter(result -> results.sessionOf(result)
                            .filter(session -> !TaskExecutionStatus.TERMINAL.contains(
                                            result.result().status())
                                    || !session.modifiedDate().isBefore(before))
                            .isEmpty())
                    .limit(limit)
                    .toList();
            for (ExecutionResultEntity result : purged) {
                results.sessionOf(result).ifPresent(sessions::delete);
                results.delete(result);
            }
            return purged.size();
        });
    }

    @Override
    public int purgeRecordedTasks(Instant before, int limit) {
        requireNonNull(before, "before");
        return state.write(() -> {
            Set<UUID> withExecutions = new HashSet<>();
            results.all().forEach(result -> withExecutions.add(result.origin().taskId()));
            state.sessionById.values().stream()
                    .flatMap(session ->
                            Stream.of(session.reloadTask(), session.userSyncTask(), session.externalProgramTask()))
                    .filter(Objects::nonNull)
                    .forEach(task -> withExecutions.add(task.id()));
            List<UUID> purged = state.taskById.values().stream()
                    .filter(task -> task.recorded() && task.modifiedDate().isBefore(before))
                    .map(Task::id)
                    .filter(id -> !withExecutions.contains(id))
                    .limit(limit)
                    .toList();
            purged.forEach(tasks::remove);
            return purged.size();
        });
    }
}
