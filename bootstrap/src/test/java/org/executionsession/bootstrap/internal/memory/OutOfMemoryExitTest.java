package org.executionsession.bootstrap.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Appender;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.executionsession.bootstrap.internal.database.DatabasePool;
import org.executionsession.bootstrap.internal.database.DatabaseUrl;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    /** Without the log, which needs memory. */
    @Test
    void aThreadThatALackOfMemoryEnds_endsTheProcess() {
        OutOfMemoryExit.ThreadEnd handler = new OutOfMemoryExit.ThreadEnd(exits::incrementAndGet);
        handler.uncaughtException(
                Thread.currentThread(), new OutOfMemoryError("unable to create native thread: possibly out of memory"));
        assertThat(exits).hasValue(0);
        handler.uncaughtException(Thread.currentThread(), new OutOfMemoryError("Java heap space"));
        assertThat(exits).hasValue(1);
    }

    /** What H2 writes after a chunk that it could not write refers to data that is missing. */
    @Test
    void aLackOfMemoryInAThreadOfH2_endsTheProcessBeforeItContinues(@TempDir Path folder) throws SQLException {
        LoggerContext log = (LoggerContext) LoggerFactory.getILoggerFactory();
        // Servers that other tests have started in this process observe it, too, and would end it.
        List<Appender<ILoggingEvent>> others = detachAll(log.getLogger(OutOfMemoryExit.H2));
        appender.observe(log);
        DatabaseUrl url = DatabaseUrl.of("jdbc:h2:file:" + folder.resolve("data"), new DatabaseUrl.Login(null, null));
        try (DatabasePool pool = DatabasePool.open(url, false, Duration.ofSeconds(20));
                Connection connection = pool.dataSource().getConnection()) {
            MVStore store = ((SessionLocal)
                            connection.unwrap(JdbcConnection.class).getSession())
                    .getDatabase()
                    .getStore()
                    .getMvStore();
            assertThatExceptionOfType(MVStoreException.class)
                    .isThrownBy(() -> store.panic(DataUtils.newMVStoreException(
                            DataUtils.ERROR_INTERNAL, "a chunk", new OutOfMemoryError("a planted one"))));
            assertThat(exits).hasValue(1);
        } finally {
            log.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(appender);
            log.getLogger(OutOfMemoryExit.H2).detachAppender(appender);
            others.forEach(log.getLogger(OutOfMemoryExit.H2)::addAppender);
        }
    }

    private static List<Appender<ILoggingEvent>> detachAll(ch.qos.logback.classic.Logger logger) {
        List<Appender<ILoggingEvent>> appenders = new ArrayList<>();
        logger.iteratorForAppenders().forEachRemaining(appenders::add);
        appenders.forEach(logger::detachAppender);
        return appenders;
    }

    private void append(Throwable failure) {
        LoggerContext context = new LoggerContext();
        appender.doAppend(
                new LoggingEvent("test", context.getLogger("test"), Level.ERROR, "a request failed", failure, null));
    }
}
