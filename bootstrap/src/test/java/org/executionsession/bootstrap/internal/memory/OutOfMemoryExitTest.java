package org.executionsession.bootstrap.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Tests which lines of the log end the process. */
class OutOfMemoryExitTest {

    private final AtomicInteger exits = new AtomicInteger();
    private final OutOfMemoryExit appender = new OutOfMemoryExit(exits::incrementAndGet);

    @Test
    void anOutOfMemoryError_endsTheProcess_asACauseToo() {
        appender.start();
        append(null);
        append(new IllegalStateException(new StackOverflowError()));
        append(new OutOfMemoryError(
                "unable to create native thread: possibly out of memory or process/resource limits"));
        assertThat(exits).hasValue(0);
        append(new OutOfMemoryError("a planted one"));
        assertThat(exits).hasValue(1);
        append(new IllegalStateException(new RuntimeException(new OutOfMemoryError("a planted one"))));
        assertThat(exits).hasValue(2);
        Exception mapped = new IllegalArgumentException("not mapped");
        mapped.addSuppressed(new OutOfMemoryError("a planted one"));
        append(mapped);
        assertThat(exits).hasValue(3);
    }

    private void append(Throwable failure) {
        LoggerContext context = new LoggerContext();
        appender.doAppend(
                new LoggingEvent("test", context.getLogger("test"), Level.ERROR, "a request failed", failure, null));
    }
}
