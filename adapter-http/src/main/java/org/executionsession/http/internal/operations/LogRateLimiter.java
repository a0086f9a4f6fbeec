package org.executionsession.http.internal.operations;

import java.time.Duration;
import org.eclipse.jetty.util.NanoTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Limits how often one kind of failure is logged, because clients can cause it at will. */
public final class LogRateLimiter {

    private static final int MAX = 10;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Logger log;

    private long windowStart = NanoTime.now();
    private int logged;
    private long suppressed;

    public LogRateLimiter(Logger log) {
        this.log = log;
    }

    /**
     * Logs a failure, unless the limit is reached. The next logged failure is preceded by the number of suppressed
     * ones.
     */
    public void error(String what, Throwable failure) {
        long since = admit();
        if (since > 0) {
            log.error("{} more failures were not logged", since);
        }
        if (since >= 0) {
            log.error("{} failed", what, failure);
        }
    }

    /** Logs a warning, with the same limit. */
    public void warn(String message) {
        warn(message, null);
    }

    /** Logs a warning with its cause, if there is one, with the same limit. */
    public void warn(String message, @Nullable Throwable failure) {
        long since = admit();
        if (since > 0) {
            log.warn("{} more warnings were not logged", since);
        }
        if (since >= 0) {
            log.warn("{}", message, failure);
        }
    }

    /** How many were left out since the last one that was logged; negative when this one is to be left out, too. */
    private synchronized long admit() {
        if (NanoTime.since(windowStart) > WINDOW.toNanos()) {
            windowStart = NanoTime.now();
            logged = 0;
        }
        if (logged == MAX) {
            suppressed++;
            return -1;
        }
        logged++;
        long since = suppressed;
        suppressed = 0;
        return since;
    }
}
