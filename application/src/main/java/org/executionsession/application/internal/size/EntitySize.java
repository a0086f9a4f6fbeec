package org.executionsession.application.internal.size;

import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Task;

/** Counts the characters in the messages of entities. All other properties are short. */
public final class EntitySize {

    /** About how many characters an entity has besides its messages, and its objects take. */
    private static final long OTHER_PROPERTIES = 2_000;

    private EntitySize() {}

    /** Returns the number of characters in the messages of an entity. */
    public static long characters(AuditedEntity entity) {
        if (entity instanceof ExecutionSession session) {
            return characters(session.executionResult());
        }
        if (entity instanceof ExecutionResultEntity result) {
            return characters(result.result());
        }
        if (entity instanceof Task) {
            return 0;
        }
        return ((ExecutionResultDetailEntity) entity).detail().message().length();
    }

    /** Returns the number of characters in the messages of a result. */
    public static long characters(ExecutionResult result) {
        return result.details().stream()
                .mapToLong(detail -> detail.message().length())
                .sum();
    }

    /** Returns about how many characters the memory of an entity could hold. It is at least as many as its messages have. */
    public static long estimate(AuditedEntity entity) {
        return OTHER_PROPERTIES + characters(entity);
    }
}
