package org.executionsession.bootstrap.internal.operations;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;

/**
 * Limits the warnings and the errors that each logger of a library writes, each to ten a minute. Clients, an unavailable database, or
 * receivers that do not respond can cause them at will. The use cases are such a library. The adapters limit such lines by themselves;
 * {@code LogRateLimiter} of the HTTP adapter counts in the same way.
 */
public final class LibraryLogLimit extends TurboFilter {

    private static final String OWN = "org.executionsession.";
    private static final String USE_CASES = OWN + "application.";
    private static final int MAX = 10;
    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

    private final Map<String, Window> windows = new ConcurrentHashMap<>();

    /** The lines of one logger at one level. Guarded by itself. */
    private static final class Window {
        private long start = System.nanoTime();
        private int logged;
        private long suppressed;

        /** Returns how many lines were suppressed before this one, which is logged; negative if it is suppressed, too. */
        synchronized long admit() {
            if (System.nanoTime() - start > WINDOW_NANOS) {
                start = System.nanoTime();
                logged = 0;
            }
            if (logged == MAX) {
                suppressed++;
                return -1;
            }
            logged++;
            long before = suppressed;
            suppressed = 0;
            return before;
        }
    }

    @Override
    public FilterReply decide(
            Marker marker, Logger logger, Level level, String format, Object[] parameters, Throwable failure) {
        // Called for every line, also for those that are not logged. A call without text and failure only asks for the
        // level.
        if (format == null && failure == null
                || !level.isGreaterOrEqual(Level.WARN)
                || !level.isGreaterOrEqual(logger.getEffectiveLevel())
                || logger.getName().startsWith(OWN) && !logger.getName().startsWith(USE_CASES)) {
            return FilterReply.NEUTRAL;
        }
        long suppressed = windows.computeIfAbsent(level + " " + logger.getName(), line -> new Window())
                .admit();
        if (suppressed > 0) {
            LoggerFactory.getLogger(LibraryLogLimit.class)
                    .warn("{} more lines of {} were not logged", suppressed, logger.getName());
        }
        return suppressed < 0 ? FilterReply.DENY : FilterReply.NEUTRAL;
    }
}
