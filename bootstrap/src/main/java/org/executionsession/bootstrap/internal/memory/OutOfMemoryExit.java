package org.executionsession.bootstrap.internal.memory;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when it is out of memory, as the option {@code -XX:+ExitOnOutOfMemoryError} of Java does.
 *
 * <p>An {@link OutOfMemoryError} can hit any thread. If it hits one of H2 that writes, the state of the database in memory can be wrong;
 * what that process writes later damages the file, which was seen in tests. Each failed request and each failed background task is
 * logged, so as an appender this class learns of all of them.
 */
public final class OutOfMemoryExit extends UnsynchronizedAppenderBase<ILoggingEvent> {

    /** The exit status of a process without memory. */
    public static final int STATUS = 3;

    private static final Logger LOG = LoggerFactory.getLogger(OutOfMemoryExit.class);

    private final Runnable exit;

    /** Creates the appender; Logback calls it. */
    public OutOfMemoryExit() {
        this(OutOfMemoryExit::exit);
    }

    OutOfMemoryExit(Runnable exit) {
        this.exit = exit;
    }

    /** Ends the process without its shutdown hooks, which would need memory and would write to the database. */
    public static void exit() {
        try {
            LOG.error(
                    "out of memory: the process ends, so that the database stays intact; give it a larger heap (-Xmx)");
        } finally {
            Runtime.getRuntime().halt(STATUS);
        }
    }

    @Override
    protected void append(ILoggingEvent line) {
        for (IThrowableProxy cause = line.getThrowableProxy(); cause != null; cause = cause.getCause()) {
            if (OutOfMemoryError.class.getName().equals(cause.getClassName())) {
                exit.run();
                return;
            }
        }
    }
}
