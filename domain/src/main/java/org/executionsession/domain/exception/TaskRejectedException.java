package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** An executor can never start or stop an attempt, such as of a task that it does not know. */
public final class TaskRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    /**
     * Reports that an attempt is rejected. The task may be tried again with another attempt.
     *
     * @param message the reason, which becomes a detail of the result; not null
     * @param cause the cause; null for none
     */
    public TaskRejectedException(String message, @Nullable Throwable cause) {
        this(message, cause, true);
    }

    private TaskRejectedException(String message, @Nullable Throwable cause, boolean retryable) {
        super(requireNonNull(message, "message"), cause);
        this.retryable = retryable;
    }

    /**
     * Reports that each attempt of a task would be rejected, such as that of a task with a malformed URL. The task is not tried again.
     *
     * @param message the reason, which becomes a detail of the result; not null
     * @param cause the cause; null for none
     * @return the exception
     */
    public static TaskRejectedException withoutRetry(String message, @Nullable Throwable cause) {
        return new TaskRejectedException(message, cause, false);
    }

    /**
     * Returns whether another attempt may be accepted.
     *
     * @return false if the task must not be tried again
     */
    public boolean isRetryable() {
        return retryable;
    }
}
