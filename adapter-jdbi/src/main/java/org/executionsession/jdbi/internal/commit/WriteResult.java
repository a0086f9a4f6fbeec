package org.executionsession.jdbi.internal.commit;

import org.executionsession.domain.exception.ExecutionSessionException;

/**
 * What came of one input of a {@link WriteOperation}.
 *
 * @param value what to answer; counts when nothing was rejected
 * @param rejection why nothing was done; null when it was
 */
public record WriteResult<T>(T value, ExecutionSessionException rejection) {

    public static <T> WriteResult<T> done(T value) {
        return new WriteResult<>(value, null);
    }

    public static <T> WriteResult<T> rejected(ExecutionSessionException rejection) {
        return new WriteResult<>(null, rejection);
    }
}
