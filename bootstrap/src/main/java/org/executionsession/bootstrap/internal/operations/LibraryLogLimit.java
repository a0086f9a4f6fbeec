package org.executionsession.bootstrap.internal.operations;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Limits the warnings and the errors that each logger of a library writes, each to ten a minute. Clients, an unavailable database, or
 * receivers that do not respond can cause them at will. The use cases are such a library. The adapters limit such lines by themselves;
 * {@code LogRateLimiter} of the HTTP adapter counts in the same way.
 *
 * <p>An appender and not a filter of the whole context: Logback asks such a filter for every line, also for those below the level.
 * Jetty asks a hundred times in each request whether debug lines are logged.
 */
public final class LibraryLogLimit extends UnsynchronizedAppenderBase<ILoggingEvent>
        implements AppenderAttachable<ILoggingEvent> {

    private static final String OWN = "org.executionsession.";
    private static final String USE_CASES = OWN + "application.";
    private static final int MAX = 10;
    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();

    private final AppenderAttachableImpl<ILoggingEvent> appenders = new AppenderAttachableImpl<>();
    private final Map<String, Window> windows = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    /** Creates the limit; Logback calls it. */
    public LibraryLogLimit() {
        this(System::nanoTime);
    }

    LibraryLogLimit(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The lines of one logger at one level. Guarded by itself. */
    private static final class Window {
        private long start;
        private int logged;
        private long suppressed;

        Window(long start) {
            this.start = start;
        }

        /** Returns how many lines were suppressed before this one, which is logged; negative if it is suppressed, too. */
        synchronized long admit(long now) {
            if (now - start > WINDOW_NANOS) {
                start = now;
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
    protected void append(ILoggingEvent line) {
        String logger = line.getLoggerName();
        if (!line.getLevel().isGreaterOrEqual(Level.WARN) || logger.startsWith(OWN) && !logger.startsWith(USE_CASES)) {
            appenders.appendLoopOnAppenders(line);
            return;
        }
        long now = nanoTime.getAsLong();
        long suppressed = windows.computeIfAbsent(line.getLevel() + " " + logger, any -> new Window(now))
                .admit(now);
        if (suppressed > 0) {
            appenders.appendLoopOnAppenders(ofThisClass("{} more lines of {} were not logged", suppressed, logger));
        }
        if (suppressed >= 0) {
            appenders.appendLoopOnAppenders(line);
        }
    }

    private LoggingEvent ofThisClass(String message, Object... arguments) {
        Logger logger = ((LoggerContext) getContext()).getLogger(LibraryLogLimit.class);
        return new LoggingEvent(LibraryLogLimit.class.getName(), logger, Level.WARN, message, null, arguments);
    }

    @Override
    public void addAppender(Appender<ILoggingEvent> appender) {
        appenders.addAppender(appender);
    }

    @Override
    public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
        return appenders.iteratorForAppenders();
    }

    @Override
    public Appender<ILoggingEvent> getAppender(String name) {
        return appenders.getAppender(name);
    }

    @Override
    public boolean isAttached(Appender<ILoggingEvent> appender) {
        return appenders.isAttached(appender);
    }

    @Override
    public void detachAndStopAllAppenders() {
        appenders.detachAndStopAllAppenders();
    }

    @Override
    public boolean detachAppender(Appender<ILoggingEvent> appender) {
        return appenders.detachAppender(appender);
    }

    @Override
    public boolean detachAppender(String name) {
        return appenders.detachAppender(name);
    }
}
