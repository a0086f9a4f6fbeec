package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A query exceeded its time limit and was cancelled. A query with a narrower filter may succeed. */
public final class QueryTimeoutException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects a query that takes too long.
     *
     * @param limit the maximum duration of one statement; not null
     */
    public QueryTimeoutException(Duration limit) {
        this(limit, null);
    }

    /**
     * Rejects a query that takes too long, with the exception of the driver.
     *
     * @param limit the maximum duration of one statement; not null
     * @param cause the exception of the driver; null for none
     */
    public QueryTimeoutException(Duration limit, @Nullable Throwable cause) {
        super(message(limit), cause);
    }

    private static String message(Duration limit) {
        return "the database worked on the query for longer than the limit of "
                + requireNonNull(limit, "limit").toMillis() / 1_000.0 + " s; narrow its filter";
    }
}
