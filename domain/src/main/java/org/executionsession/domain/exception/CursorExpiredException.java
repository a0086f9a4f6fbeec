package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

/**
 * The change feed no longer has all changes behind the cursor or since the date, because their retention is over, or it never had the cursor.
 * The reader has to read the entities themselves, and to continue with the present place of the feed.
 */
public final class CursorExpiredException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects a place in the feed.
     *
     * @param message the reason; not null
     */
    public CursorExpiredException(String message) {
        super(requireNonNull(message, "message"));
    }
}
