package org.executionsession.bootstrap;

import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.sql.DataSource;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.refusal.StoreUnavailableException;
import org.executionsession.http.Admission;
import org.executionsession.http.ExecutionSessionHttpServer;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.slf4j.LoggerFactory;

/** The wiring: a database below, the use cases on it, HTTP in front. */
final class StandaloneServer implements AutoCloseable {

    private final String scheme;
    private final String host;
    private final ExecutionSessionHttpServer http;
    private final Deque<Runnable> closers;

    private StandaloneServer(String scheme, String host, ExecutionSessionHttpServer http, Deque<Runnable> closers) {
        this.scheme = scheme;
        this.host = host;
        this.http = http;
        this.closers = closers;
    }

    /** Starts everything; throws a {@link StartupException}, with everything stopped again, when a part cannot start. */
    static StandaloneServer start(ServeOptions options) {
        // Last opened, first closed: HTTP drains while the database is still there.
        Deque<Runnable> closers = new ArrayDeque<>();
        Admission admission = options.admission();
        preload();
        try {
            DatabasePool pool = DatabasePool.open(options.database());
            closers.push(pool::close);
            ExecutionSessions sessions = ExecutionSessions.storedIn(
                    openStore(pool.dataSource(), options), options.policy(), options.keepIdempotencyKeys());
            closers.push(sessions::close);
            ExecutionSessionHttpServer http = ExecutionSessionHttpServer.start(
                    ExecutionSessionHttpServer.Settings.on(options.host(), options.port())
                            .withMaxBodyBytes(options.maxBodyBytes()),
                    admission,
                    ports(sessions));
            closers.push(http::close);
            closers.push(Housekeeping.start(options.housekeeping(), sessions)::close);
            String scheme = admission.transport() == null ? "http" : "https";
            return new StandaloneServer(scheme, options.host(), http, closers);
        } catch (UncheckedIOException failure) {
            closers.forEach(Runnable::run);
            throw new StartupException(failure.getCause().getMessage(), failure);
        } catch (RuntimeException failure) {
            closers.forEach(Runnable::run);
            throw failure;
        }
    }

    String url() {
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + http.port();
    }

    @Override
    public void close() {
        closers.forEach(Runnable::run);
    }

    private static ExecutionSessionHttpServer.Ports ports(ExecutionSessions sessions) {
        return new ExecutionSessionHttpServer.Ports(
                sessions.createExecutionSession(),
                sessions.findExecutionSessions(),
                sessions.updateExecutionSession(),
                sessions.endExecutionSession(),
                sessions.executionResults(),
                sessions.executionResultDetails(),
                sessions.selections(),
                sessions.tellPrivileges());
    }

    /**
     * Loads the classes of the HTTP side while the database opens, by starting a server without a database on a port
     * that nobody knows: loading is most of the time until ready, and a second core halves it.
     */
    private static void preload() {
        // First, and by one thread: SLF4J warns of loggers that are asked for while it initialises.
        LoggerFactory.getILoggerFactory();
        Thread preload = new Thread(
                () -> {
                    try (ExecutionSessions sessions = ExecutionSessions.inMemory();
                            ExecutionSessionHttpServer http = ExecutionSessionHttpServer.start(
                                    ExecutionSessionHttpServer.Settings.on("127.0.0.1", 0), ports(sessions))) {
                        http.port();
                    } catch (RuntimeException failure) {
                        // The real server will meet the same failure and report it.
                    }
                },
                "preload");
        preload.setDaemon(true);
        preload.start();
    }

    private static JdbiExecutionSessionStore openStore(DataSource dataSource, ServeOptions options) {
        try {
            return JdbiExecutionSessionStore.open(dataSource);
        } catch (StoreUnavailableException failure) {
            throw new StartupException(
                    "the database " + DatabasePool.withoutPassword(options.database()) + " cannot be used: "
                            + failure.getMessage(),
                    failure);
        }
    }
}
