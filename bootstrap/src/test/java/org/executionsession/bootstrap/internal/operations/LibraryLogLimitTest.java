package org.executionsession.bootstrap.internal.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines of the libraries, with the levels and limits of the server. */
class LibraryLogLimitTest {

    private static final String CONFIGURATION = "<configuration>"
            + "<appender name='STDERR' class='ch.qos.logback.core.read.ListAppender'/>"
            + "<include resource='logback-levels.xml'/>"
            + "<root level='WARN'><appender-ref ref='LIMITED'/></root>"
            + "</configuration>";

    private static final Throwable FAILURE = new IllegalArgumentException("Bad URI");

    private final LoggerContext log = configured();

    private static LoggerContext configured() {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(new ByteArrayInputStream(CONFIGURATION.getBytes(UTF_8)));
        } catch (JoranException malformed) {
            throw new IllegalStateException(malformed);
        }
        return context;
    }

    private List<ILoggingEvent> logged() {
        LibraryLogLimit limit = (LibraryLogLimit) log.getLogger("ROOT").getAppender("LIMITED");
        return ((ListAppender<ILoggingEvent>) limit.getAppender("STDERR")).list;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.zaxxer.hikari.pool.PoolBase",
                "org.eclipse.jetty.server.Response",
                "org.eclipse.jetty.server.internal.HttpChannelState",
                "org.eclipse.jetty.util.thread.QueuedThreadPool",
                "org.h2.anything",
                "org.executionsession.application.internal.run.ExecutorCalls"
            })
    void manyFailuresOfALibrary_writeTenLines(String logger) {
        for (int i = 0; i < 1_000; i++) {
            log.getLogger(logger).warn("failure {} of {}", i, logger, FAILURE);
        }
        assertThat(logged()).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void theFailuresOfOneLibrary_doNotHideThoseOfAnother() {
        for (int i = 0; i < 1_000; i++) {
            log.getLogger("com.zaxxer.hikari.pool.PoolBase").warn("failed to validate a connection");
        }
        log.getLogger("com.zaxxer.hikari.pool.HikariPool").error("the pool has failed");
        assertThat(logged()).hasSize(11);
    }

    @Test
    void theServer_writesTheAccessLogWithoutALimit() {
        for (int i = 0; i < 1_000; i++) {
            log.getLogger("org.executionsession.access").info("GET none 404 1 ms");
        }
        assertThat(logged()).hasSize(1_000);
    }

    @Test
    void aLineBelowTheLevel_doesNotUseUpTheLimit() {
        for (int i = 0; i < 1_000; i++) {
            log.getLogger("org.h2.anything").info("nothing of interest");
        }
        log.getLogger("org.h2.anything").warn("a failure");
        assertThat(logged()).hasSize(1);
    }

    @Test
    void theNextMinute_beginsWithTheNumberOfSuppressedLines() {
        AtomicLong now = new AtomicLong();
        LibraryLogLimit limit = new LibraryLogLimit(now::get);
        limit.setContext(log);
        ListAppender<ILoggingEvent> written = new ListAppender<>();
        written.start();
        limit.addAppender(written);
        limit.start();
        Logger library = log.getLogger("org.h2.anything");
        library.setAdditive(false);
        library.addAppender(limit);
        for (int i = 0; i < 15; i++) {
            library.warn("a failure");
        }

        now.set(Duration.ofMinutes(2).toNanos());
        library.warn("the last failure");

        assertThat(written.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSize(12)
                .endsWith("a failure", "5 more lines of org.h2.anything were not logged", "the last failure");
    }
}
