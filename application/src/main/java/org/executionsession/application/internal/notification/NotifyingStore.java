package org.executionsession.application.internal.notification;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.port.outbound.ChangeStore;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.NodeHeartbeatStore;
import org.executionsession.domain.port.outbound.NotificationStore;
import org.executionsession.domain.port.outbound.ScriptLogStore;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.port.outbound.TaskAttemptStore;
import org.executionsession.domain.port.outbound.TaskRunStore;
import org.executionsession.domain.query.CancellationSignal;

/** A store that notifies listeners of the changes that are made through it, after their commit. */
public final class NotifyingStore implements ExecutionSessionStore {

    private final ExecutionSessionStore store;
    private final Notifications notifications;

    private NotifyingStore(ExecutionSessionStore store, Notifications notifications) {
        this.store = store;
        this.notifications = notifications;
    }

    /** Returns the store itself if there are no listeners. */
    public static ExecutionSessionStore of(ExecutionSessionStore store, Notifications notifications) {
        return notifications.isEmpty() ? store : new NotifyingStore(store, notifications);
    }

    /** Returns the sessions of a store whose changes are aborts. */
    public static EntityStore<ExecutionSession> overdueSessions(ExecutionSessionStore store) {
        return store instanceof NotifyingStore notifying
                ? new NotifyingEntityStore<>(
                        notifying.store,
                        notifying.store.sessions(),
                        EntityChanges.OF_OVERDUE_SESSIONS,
                        notifying.notifications)
                : store.sessions();
    }

    @Override
    public EntityStore<ExecutionSession> sessions() {
        return new NotifyingEntityStore<>(store, store.sessions(), EntityChanges.OF_SESSIONS, notifications);
    }

    @Override
    public EntityStore<ExecutionResultEntity> results() {
        return new NotifyingEntityStore<>(store, store.results(), EntityChanges.OF_RESULTS, notifications);
    }

    @Override
    public EntityStore<ExecutionResultDetailEntity> details() {
        return store.details();
    }

    @Override
    public EntityStore<Task> tasks() {
        return store.tasks();
    }

    @Override
    public ScriptLogStore scriptLogs() {
        return store.scriptLogs();
    }

    @Override
    public TaskAttemptStore taskAttempts() {
        return store.taskAttempts();
    }

    @Override
    public ChangeStore changes() {
        return store.changes();
    }

    @Override
    public NotificationStore notifications() {
        return store.notifications();
    }

    @Override
    public Map<UUID, UUID> sessionsOfApps(int limit, CancellationSignal signal) {
        return store.sessionsOfApps(limit, signal);
    }

    @Override
    public NodeHeartbeatStore nodeHeartbeats() {
        return store.nodeHeartbeats();
    }

    @Override
    public TaskRunStore taskRuns() {
        return store.taskRuns();
    }

    @Override
    public int purgeResults(Instant before, int limit) {
        int purged = store.purgeResults(before, limit);
        if (purged > 0) {
            Notification notification = Notification.small(listener -> listener.onPurged(purged, before));
            store.afterCommit(() -> notifications.add(notification));
        }
        return purged;
    }

    @Override
    public int purgeRecordedTasks(Instant before, int limit) {
        return store.purgeRecordedTasks(before, limit);
    }

    @Override
    public int removeExpired(Instant now) {
        return store.removeExpired(now);
    }

    @Override
    public SelectionStore selections() {
        return store.selections();
    }

    @Override
    public boolean afterCommit(Runnable action) {
        return store.afterCommit(action);
    }
}
