package org.executionsession.jdbi.internal.sql;

import java.time.Duration;
import org.executionsession.domain.exception.QueryTimeoutException;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.SharedQueryTimeout;
import org.jspecify.annotations.Nullable;

/**
 * How long the queries of a read may take. Each of them may take the whole time until its next matching row, unless the reads of the
 * request share the time.
 */
public final class QueryTimeout {

    private final Duration limit;
    private final @Nullable SharedQueryTimeout shared;

    private QueryTimeout(Duration limit, @Nullable SharedQueryTimeout shared) {
        this.limit = limit;
        this.shared = shared;
    }

    /** Returns the timeout of the reads of a signal. */
    public static QueryTimeout of(Duration limit, CancellationSignal signal) {
        return new QueryTimeout(limit, signal instanceof SharedQueryTimeout timeout ? timeout : null);
    }

    /** Returns how long the next row may take; not negative. */
    Duration left() {
        return shared == null ? limit : shared.left(limit);
    }

    /** Notes that a query, or the comparison of what it has read, has taken the time since a {@link System#nanoTime}. */
    public void useSince(long nanoTime) {
        if (shared != null) {
            shared.use(Duration.ofNanos(System.nanoTime() - nanoTime));
        }
    }

    /**
     * Checks a read of several queries.
     *
     * @param nanoTime the {@link System#nanoTime} of the last matching row
     * @throws QueryTimeoutException if they have taken longer
     */
    public void check(long nanoTime) {
        boolean exceeded = shared == null ? System.nanoTime() - nanoTime > limit.toNanos() : left().isZero();
        if (exceeded) {
            throw exceeded(null);
        }
    }

    /**
     * Checks whether another query may begin.
     *
     * @throws QueryTimeoutException if the reads that share the time have used all of it
     */
    void checkBefore() {
        if (shared != null && left().isZero()) {
            throw exceeded(null);
        }
    }

    QueryTimeoutException exceeded(@Nullable Throwable cause) {
        return new QueryTimeoutException(limit, cause);
    }
}
