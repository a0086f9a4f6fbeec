package org.executionsession.bootstrap;

import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import javax.sql.DataSource;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.refusal.StoreUnavailableException;
import org.executionsession.http.ExecutionSessionHttpServer;
import org.executionsession.jdbi.JdbiExecutionSessionStore;

/** The wiring: a database below, the use cases on it, HTTP in front. */
final class StandaloneServer implements AutoCloseable {

    private final String host;
    private final ExecutionSessionHttpServer http;
    private final Deque<Runnable> closers;

    private StandaloneServer(String host, ExecutionSessionHttpServer http, Deque<Runnable> closers) {
        this.host = host;
        this.http = http;
        this.closers = closers;
    }

    /** Starts everything; throws a {@link StartupException}, with everything stopped again, when a part cannot start. */
    static StandaloneServer start(ServeOptions options) {
        // Last opened, first closed: HTTP drains while the database is still there.
        Deque<Runnable> closers = new ArrayDeque<>();
        try {
            DatabasePool pool = DatabasePool.open(options.database());
            closers.push(pool::close);
            ExecutionSessions sessions = ExecutionSessions.storedIn(openStore(pool.dataSource(), options));
            closers.push(sessions::close);
            ExecutionSessionHttpServer http = ExecutionSessionHttpServer.start(
                    ExecutionSessionHttpServer.Settings.on(options.host(), options.port())
                            .withMaxBodyBytes(options.maxBodyBytes()),
                    new ExecutionSessionHttpServer.Ports(
                            sessions.createExecutionSession(), sessions.findExecutionSessions()));
            closers.push(http::close);
            return new StandaloneServer(options.host(), http, closers);
        } catch (UncheckedIOException failure) {
            closers.forEach(Runnable::run);
            throw new StartupException(failure.getCause().getMessage(), failure);
        } catch (RuntimeException failure) {
            closers.forEach(Runnable::run);
            throw failure;
        }
    }

    String url() {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + http.port();
    }

    @Override
    public void close() {
        closers.forEach(Runnable::run);
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
