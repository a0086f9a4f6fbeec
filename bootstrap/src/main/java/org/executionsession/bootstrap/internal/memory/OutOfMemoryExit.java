package org.executionsession.bootstrap.internal.memory;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when a failure for want of memory is logged.
 *
 * <p>An {@link OutOfMemoryError} can hit any thread. If it hits one of H2 that writes, the state of the database in memory can be wrong;
 * what that process writes later damages the file, which was seen in tests. Failed requests and failed background tasks are
 * logged with their errors, and so are those of threads of H2, so an appender learns of them. It needs a little memory
 * itself; the option {@code -XX:+ExitOnOutOfMemoryError} of Java ends the process at the error without any.
 */
public final class OutOfMemoryExit extends UnsynchronizedAppenderBase<ILoggingEvent> {

    /** The exit status of a process without memory. */
    public static final int STATUS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(OutOfMemoryExit.class);

    /**
     * The logger of H2. If H2 fails to write data for want of memory, it logs that and continues. What it writes next refers to the missing
     * data.
     */
    static final String H2 = "h2database";

    /** A limit of the operating system, which the application survives. */
    private static final String NO_THREAD = "unable to create native thread";

    private final Runnable exit;

    OutOfMemoryExit(Runnable exit) {
        this.exit = exit;
    }

    /**
     * Begins to observe the log of this process, and logs what ends a thread. It is not part of a configuration of Logback, because an operator
     * can replace that.
     */
    public static void install() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext log) {
            new OutOfMemoryExit(OutOfMemoryExit::exit).observe(log);
        }
        Thread.setDefaultUncaughtExceptionHandler(new ThreadEnd(OutOfMemoryExit::exit));
    }

    /**
     * Logs what ends a thread, or ends the process if it is a lack of memory. It does so also if the log fails for want of memory, a failure that Java
     * would ignore.
     */
    record ThreadEnd(Runnable exit) implements Thread.UncaughtExceptionHandler {

        @Override
        public void uncaughtException(Thread thread, Throwable failure) {
            try {
                if (failure instanceof OutOfMemoryError && !isOfThreads(failure.getMessage())) {
                    exit.run();
                } else {
                    LOG.error("the thread {} has ended", thread.getName(), failure);
                }
            } catch (OutOfMemoryError again) {
                exit.run();
            }
        }
    }

    private static boolean isOfThreads(@Nullable String message) {
        return message != null && message.contains(NO_THREAD);
    }

    void observe(LoggerContext log) {
        setContext(log);
        start();
        log.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(this);
        // The server reports the failures of H2 by itself. The configuration of an operator can lack these settings.
        ch.qos.logback.classic.Logger database = log.getLogger(H2);
        database.setLevel(Level.ERROR);
        database.setAdditive(false);
        database.addAppender(this);
    }

    /** Returns whether a failure is a lack of memory, or has one as its cause. */
    public static boolean isOutOfMemory(@Nullable Throwable failure) {
        return failure != null && isOutOfMemory(new ThrowableProxy(failure));
    }

    private static boolean isOutOfMemory(@Nullable IThrowableProxy failure) {
        if (failure == null) {
            return false;
        }
        boolean isItself =
                OutOfMemoryError.class.getName().equals(failure.getClassName()) && !isOfThreads(failure.getMessage());
        return isItself
                || isOutOfMemory(failure.getCause())
                || Stream.of(failure.getSuppressed()).anyMatch(OutOfMemoryExit::isOutOfMemory);
    }

    /** Ends the process without its shutdown hooks, which would need memory and would write to the database. */
    public static void exit() {
        try {
            LOG.error("out of memory: the process ends; give it a larger heap (-Xmx)");
        } finally {
            Runtime.getRuntime().halt(STATUS);
        }
    }

    @Override
    protected void append(ILoggingEvent line) {
        if (isOutOfMemory(line.getThrowableProxy())) {
            exit.run();
        }
    }
}
