package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.executionsession.application.Housekeeping;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Tests which failures of periodic tasks are logged. */
class HousekeepingLogTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(Housekeeping.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(logged);
    }

    @Test
    void failures_areLoggedOncePerClassUntilTheNextSuccess() throws InterruptedException {
        RuntimeException outage = new IllegalStateException("the database is away");
        RuntimeException disk = new UncheckedIOException(new IOException("the disk is full"));
        Deque<Runnable> runs = new ArrayDeque<>();
        for (RuntimeException failure : List.of(outage, outage, disk, outage, disk)) {
            runs.add(() -> {
                throw failure;
            });
        }
        runs.add(() -> {});
        runs.add(() -> {});
        runs.add(() -> {
            throw outage;
        });
        CountDownLatch ended = new CountDownLatch(1);
        try (Housekeeping housekeeping = new Housekeeping()) {
            housekeeping.repeat("purge", Duration.ofNanos(1), () -> {
                if (runs.isEmpty()) {
                    ended.countDown();
                    throw outage;
                }
                runs.poll().run();
            });
            assertThat(ended.await(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "the task \"purge\" failed and will be repeated: java.lang.IllegalStateException: the database is away",
                        "the task \"purge\" failed and will be repeated: java.io.UncheckedIOException: java.io.IOException: the disk is full",
                        "the task \"purge\" succeeds again",
                        "the task \"purge\" failed and will be repeated: java.lang.IllegalStateException: the database is away");
    }
}
