package org.executionsession.jdbi.internal.commit;

import org.executionsession.domain.exception.ExecutionSessionException;

/**
 * What came of one input of a {@link WriteOperation}.
 *
 * @param value what to answer; counts when nothing was refused
 * @param refusal why nothing was done; null when it was
 */
public record WriteResult<T>(T value, ExecutionSessionException refusal) {

    public static <T> WriteResult<T> done(T value) {
        return new WriteResult<>(value, null);
    }

    public static <T> WriteResult<T> refused(ExecutionSessionException refusal) {
        return new WriteResult<>(null, refusal);
    }
}
