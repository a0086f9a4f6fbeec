package org.executionsession.application.support;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;

/** Keeps the notifications that it gets. */
public final class RecordingListener implements ExecutionSessionListener {

    /** A notification: the name of the method and its arguments. */
    public record Notification(String method, List<Object> arguments) {

        public static Notification of(String method, Object... arguments) {
            return new Notification(method, List.of(arguments));
        }
    }

    private final List<Notification> notifications = new CopyOnWriteArrayList<>();

    /** Returns the notifications so far. */
    public List<Notification> notifications() {
        return notifications;
    }

    @Override
    public void onCreated(ExecutionSession session) {
        notifications.add(Notification.of("created", session));
    }

    @Override
    public void onUpdated(ExecutionSession before, ExecutionSession after) {
        notifications.add(Notification.of("updated", before, after));
    }

    @Override
    public void onEnded(ExecutionSession session) {
        notifications.add(Notification.of("ended", session));
    }

    @Override
    public void onManyEnded(Set<UUID> ids) {
        notifications.add(Notification.of("manyEnded", ids));
    }

    @Override
    public void onAborted(ExecutionSession before, ExecutionSession after) {
        notifications.add(Notification.of("aborted", before, after));
    }

    @Override
    public void onResultUpdated(ExecutionResultEntity before, ExecutionResultEntity after) {
        notifications.add(Notification.of("resultUpdated", before, after));
    }

    @Override
    public void onPurged(int results, Instant olderThan) {
        notifications.add(Notification.of("purged", results, olderThan));
    }
}
