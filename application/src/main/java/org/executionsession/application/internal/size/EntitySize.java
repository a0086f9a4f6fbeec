package org.executionsession.application.internal.size;

import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Task;

/**
 * Measures how much memory entities can take, in bytes of JSON. A text takes more in JSON than in the heap. All properties except messages
 * are short.
 */
public final class EntitySize {

    /** About how many bytes an entity has besides its messages, and its objects take. */
    private static final long OTHER_PROPERTIES = 2_000;

    private EntitySize() {}

    /** Returns the number of bytes of the messages of an entity. */
    public static long messageBytes(AuditedEntity entity) {
        if (entity instanceof ExecutionSession session) {
            return session.executionResult().messageBytes();
        }
        if (entity instanceof ExecutionResultEntity result) {
            return result.result().messageBytes();
        }
        if (entity instanceof Task task) {
            ExecutionResult last = task.lastResult();
            return last == null ? 0 : last.messageBytes();
        }
        return ((ExecutionResultDetailEntity) entity).detail().messageBytes();
    }

    /** Returns about how many bytes an entity takes. It is at least as many as its messages have. */
    public static long estimate(AuditedEntity entity) {
        return OTHER_PROPERTIES + messageBytes(entity);
    }
}
