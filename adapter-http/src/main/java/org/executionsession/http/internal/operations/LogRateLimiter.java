package org.executionsession.http.internal.operations;

import java.time.Duration;
import org.eclipse.jetty.util.NanoTime;
import org.slf4j.Logger;

/** Bounds what one sort of failure writes into the log, however often somebody brings it about. */
public final class LogRateLimiter {

    private static final int MAX = 10;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Logger log;

    private long begun = NanoTime.now();
    private int logged;
    private long leftOut;

    public LogRateLimiter(Logger log) {
        this.log = log;
    }

    /** Logs a failure, unless too many have been logged lately; the next one that is logged tells how many were not. */
    public void error(String what, Throwable failure) {
        long since = admit();
        if (since > 0) {
            log.error("{} more failures were not logged", since);
        }
        if (since >= 0) {
            log.error("{} failed", what, failure);
        }
    }

    /** Logs a warning with the failure that it is about, with the same limit. */
    public void warn(String message, Throwable failure) {
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
        if (NanoTime.since(begun) > WINDOW.toNanos()) {
            begun = NanoTime.now();
            logged = 0;
        }
        if (logged == MAX) {
            leftOut++;
            return -1;
        }
        logged++;
        long since = leftOut;
        leftOut = 0;
        return since;
    }
}
