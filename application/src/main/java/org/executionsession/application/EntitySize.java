package org.executionsession.application;

import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Task;

/** Counts the characters in the messages of entities. All other properties are short. */
final class EntitySize {

    private EntitySize() {}

    static long characters(AuditedEntity entity) {
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

    static long characters(ExecutionResult result) {
        return result.details().stream()
                .mapToLong(detail -> detail.message().length())
                .sum();
    }
}
