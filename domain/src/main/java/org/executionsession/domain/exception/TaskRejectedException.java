package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** An executor can never start or stop an attempt, such as of a task that it does not know. */
public final class TaskRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports the rejection.
     *
     * @param message the reason, which becomes a detail of the result; not null
     * @param cause the cause; null for none
     */
    public TaskRejectedException(String message, @Nullable Throwable cause) {
        super(requireNonNull(message, "message"), cause);
    }
}
