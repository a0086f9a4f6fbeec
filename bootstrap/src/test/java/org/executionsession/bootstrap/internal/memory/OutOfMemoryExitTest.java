package org.executionsession.bootstrap.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.executionsession.bootstrap.internal.database.DatabasePool;
import org.executionsession.bootstrap.internal.database.DatabaseUrl;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    @Test
    void aThreadThatALackOfMemoryEnds_endsTheProcess() {
        OutOfMemoryExit.ThreadEnd handler = new OutOfMemoryExit.ThreadEnd(exits::incrementAndGet);
        handler.uncaughtException(
                Thread.currentThread(), new OutOfMemoryError("unable to create native thread: possibly out of memory"));
        assertThat(exits).hasValue(0);
        handler.uncaughtException(Thread.currentThread(), new OutOfMemoryError("Java heap space"));
        assertThat(exits).hasValue(1);
    }

    /** The log of this process can have an appender of a server that another test has started. It would end the process. */
    @Test
    void aLackOfMemoryOfAThread_isNotLogged() {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        ch.qos.logback.classic.Logger log =
                (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(OutOfMemoryExit.class);
        log.addAppender(lines);
        try {
            OutOfMemoryExit.ThreadEnd handler = new OutOfMemoryExit.ThreadEnd(exits::incrementAndGet);
            handler.uncaughtException(Thread.currentThread(), new OutOfMemoryError("Java heap space"));
            handler.uncaughtException(Thread.currentThread(), new IllegalStateException("a planted one"));
        } finally {
            log.detachAppender(lines);
        }
        assertThat(lines.list)
                .extracting(line -> line.getThrowableProxy().getMessage())
                .containsExactly("a planted one");
    }

    /**
     * What H2 writes after a chunk that it could not write refers to data that is missing. In a process of its own, because other servers of this
     * process observe the log, too, and would end it.
     */
    @Test
    void aLackOfMemoryInAThreadOfH2_endsTheProcessBeforeItContinues(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WithoutMemory.class.getName(),
                        "jdbc:h2:file:" + folder.resolve("data"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int status = process.waitFor();
        assertThat(output).content().contains("opened").doesNotContain("continued");
        assertThat(status).isEqualTo(OutOfMemoryExit.STATUS);
    }

    /** A process whose H2 fails to write a chunk for want of memory. */
    static final class WithoutMemory {

        private WithoutMemory() {}

        public static void main(String... arguments) throws SQLException {
            OutOfMemoryExit.install();
            DatabaseUrl url = DatabaseUrl.of(arguments[0], new DatabaseUrl.Login(null, null));
            try (DatabasePool pool = DatabasePool.open(url, false, Duration.ofSeconds(20));
                    Connection connection = pool.dataSource().getConnection()) {
                MVStore store = ((SessionLocal)
                                connection.unwrap(JdbcConnection.class).getSession())
                        .getDatabase()
                        .getStore()
                        .getMvStore();
                System.out.println("opened");
                try {
                    store.panic(DataUtils.newMVStoreException(
                            DataUtils.ERROR_INTERNAL, "a chunk", new OutOfMemoryError("a planted one")));
                } finally {
                    System.out.println("continued");
                }
            }
        }
    }

    private void append(Throwable failure) {
        LoggerContext context = new LoggerContext();
        appender.doAppend(
                new LoggingEvent("test", context.getLogger("test"), Level.ERROR, "a request failed", failure, null));
    }
}
