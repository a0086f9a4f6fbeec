package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The store or the server is overloaded. Nothing was changed; the client can retry soon.
 *
 * <p>It has no stack frames: it is thrown for each write during an overload, so a rejection must cost far less than a
 * write. The message names the exceeded limit, which shows where it was thrown.
 */
public final class OverloadedException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects a write because of an overload.
     *
     * @param message the resource that is overloaded; not null
     */
    public OverloadedException(String message) {
        this(message, null);
    }

    /**
     * Rejects a call because of an overload.
     *
     * @param message the resource that is overloaded; not null
     * @param cause the exception that shows it; null for none
     */
    public OverloadedException(String message, @Nullable Throwable cause) {
        super(requireNonNull(message, "message"), cause, false);
    }
}
