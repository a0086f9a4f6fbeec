package org.executionsession.jdbi.internal.commit;

import org.executionsession.domain.exception.ExecutionSessionException;

/**
 * The result of one input of a {@link WriteOperation}.
 *
 * @param value what the caller gets; ignored if there is a rejection
 * @param rejection why the input was not written; null if it was
 */
public record WriteResult<T>(T value, ExecutionSessionException rejection) {

    public static <T> WriteResult<T> done(T value) {
        return new WriteResult<>(value, null);
    }

    public static <T> WriteResult<T> rejected(ExecutionSessionException rejection) {
        return new WriteResult<>(null, rejection);
    }
}
