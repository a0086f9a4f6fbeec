package org.executionsession.domain.exception;

import java.time.Duration;

/** The database processed a query for longer than it may. The query was ended; a narrower one may succeed. */
public final class QueryTimeoutException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects a query that takes too long.
     *
     * @param limit how long the database may work on it at a stretch; not null
     */
    public QueryTimeoutException(Duration limit) {
        super("the database worked on the query for longer than the limit of " + limit.toMillis() / 1_000.0
                + " s; narrow its filter");
    }
}
