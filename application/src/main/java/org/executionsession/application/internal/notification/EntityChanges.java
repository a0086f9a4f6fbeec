package org.executionsession.application.internal.notification;

import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;

/** The notifications for the changes of one kind of entity. */
interface EntityChanges<E extends AuditedEntity> {

    /** The changes of sessions by callers. */
    EntityChanges<ExecutionSession> OF_SESSIONS = new EntityChanges<>() {
        @Override
        public void created(ExecutionSession session, ExecutionSessionListener listener) {
            listener.onCreated(session);
        }

        @Override
        public void updated(ExecutionSession before, ExecutionSession after, ExecutionSessionListener listener) {
            listener.onUpdated(before, after);
        }

        @Override
        public boolean notifiesCreationAndRemoval() {
            return true;
        }

        @Override
        public void removed(ExecutionSession session, ExecutionSessionListener listener) {
            listener.onEnded(session);
        }

        @Override
        public void manyRemoved(Set<UUID> ids, ExecutionSessionListener listener) {
            listener.onManyEnded(ids);
        }
    };

    /** The aborts of sessions. */
    EntityChanges<ExecutionSession> OF_OVERDUE_SESSIONS = new EntityChanges<>() {
        @Override
        public void updated(ExecutionSession before, ExecutionSession after, ExecutionSessionListener listener) {
            listener.onAborted(before, after);
        }
    };

    /** The changes of results by themselves. */
    EntityChanges<ExecutionResultEntity> OF_RESULTS = new EntityChanges<>() {
        @Override
        public void updated(
                ExecutionResultEntity before, ExecutionResultEntity after, ExecutionSessionListener listener) {
            listener.onResultUpdated(before, after);
        }
    };

    /** Returns whether listeners are notified of entities that are created or removed. If not, these writes cost nothing more. */
    default boolean notifiesCreationAndRemoval() {
        return false;
    }

    default void created(E entity, ExecutionSessionListener listener) {}

    default void updated(E before, E after, ExecutionSessionListener listener) {}

    default void removed(E entity, ExecutionSessionListener listener) {}

    default void manyRemoved(Set<UUID> ids, ExecutionSessionListener listener) {}
}
