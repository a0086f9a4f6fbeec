package org.executionsession.bootstrap;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import javax.sql.DataSource;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.bootstrap.internal.database.DatabaseFailure;
import org.executionsession.bootstrap.internal.database.DatabasePool;
import org.executionsession.bootstrap.internal.database.DatabaseUrl;
import org.executionsession.bootstrap.internal.notification.CallbackHosts;
import org.executionsession.bootstrap.internal.notification.HttpNotificationSender;
import org.executionsession.bootstrap.internal.operations.DatabaseReadiness;
import org.executionsession.bootstrap.internal.operations.MeteredNotificationSender;
import org.executionsession.bootstrap.internal.operations.MeteredTaskExecutor;
import org.executionsession.bootstrap.internal.operations.MeteredUseCases;
import org.executionsession.bootstrap.internal.operations.Metrics;
import org.executionsession.bootstrap.internal.startup.OpenFilesCheck;
import org.executionsession.bootstrap.internal.startup.StartupException;
import org.executionsession.bootstrap.internal.webhook.WebhookTaskExecutor;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.port.outbound.ScriptLogFiles;
import org.executionsession.domain.port.outbound.TaskExecutor;
import org.executionsession.http.ExecutionSessionHttpServer;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.config.ServerConfig;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.config.CommitListener;
import org.slf4j.LoggerFactory;

/** Wires the server together: database, use cases and HTTP. */
final class StandaloneServer implements AutoCloseable {

    private final String scheme;
    private final String host;
    private final String adminHost;
    private final ExecutionSessionHttpServer http;
    private final Deque<Runnable> closers;

    private StandaloneServer(
            String scheme, String host, String adminHost, ExecutionSessionHttpServer http, Deque<Runnable> closers) {
        this.scheme = scheme;
        this.host = host;
        this.adminHost = adminHost;
        this.http = http;
        this.closers = closers;
    }

    /** Starts all parts. If one cannot start, stops the others and throws a {@link StartupException}. */
    static StandaloneServer start(ServeOptions options) {
        // Closed in reverse order: HTTP drains while the database is still open.
        Deque<Runnable> closers = new ArrayDeque<>();
        SecurityConfig security = options.security();
        LimitsConfig limits = options.limits();
        OpenFilesCheck.warn(limits.maxConnections());
        DatabaseUrl database = options.database();
        Clock clock = Clock.systemUTC();
        Optional<WebhookTaskExecutor> webhooks = options.webhooks(clock);
        CallbackHosts callbackHosts = options.notificationHosts();
        callbackHosts.setOwnPorts(Set.of(options.port()));
        Optional<HttpNotificationSender> sender = options.notifications().sender(callbackHosts, clock);
        ScriptLogFiles scriptLogs = options.scriptLogFiles(database);
        preload();
        try {
            DatabasePool pool = DatabasePool.open(database, options.schema().createSchema(), options.queryTimeout());
            closers.push(pool::close);
            Metrics metrics = new Metrics();
            DatabaseReadiness readiness = new DatabaseReadiness();
            closers.push(readiness::close);
            JdbiExecutionSessionStore store =
                    openStore(pool.dataSource(), readiness.commitListener(metrics), database, options);
            readiness.setStore(store);
            // Closed after the use cases, which wait for the notifications in flight.
            sender.ifPresent(each -> closers.push(each::close));
            webhooks.ifPresent(each -> closers.push(each::close));
            ExecutionSessions sessions = useCases(
                    store,
                    limits,
                    options,
                    clock,
                    webhooks.map(executor -> new MeteredTaskExecutor(executor, metrics)),
                    sender.map(each -> new MeteredNotificationSender(each, metrics)),
                    scriptLogs);
            closers.push(sessions::close);
            // The use cases store the responses of the calls in flight.
            webhooks.ifPresent(each -> closers.push(each::drain));
            // Started before HTTP and so closed after it, because a shutdown begins with draining.
            closers.push(PeriodicTasks.start(options.housekeeping(), sessions, store)::close);
            if (options.tasks().isEnabled()) {
                closers.push(PeriodicTasks.startRuns(sessions, store, metrics)::close);
            }
            ExecutionSessionHttpServer http = ExecutionSessionHttpServer.start(
                    options.server(),
                    security,
                    limits,
                    options.management().config(metrics, readiness),
                    MeteredUseCases.of(sessions, metrics));
            closers.push(http::close);
            callbackHosts.setOwnPorts(ports(http));
            metrics.begin(pool, store, http, sessions.watchExecutions(), sessions.changeNotifications()::statistics);
            String scheme = security.tls() == null ? "http" : "https";
            return new StandaloneServer(
                    scheme, options.host(), options.management().adminHost(), http, closers);
        } catch (UncheckedIOException failure) {
            closers.forEach(Runnable::run);
            throw new StartupException(failure.getCause().getMessage(), failure);
        } catch (StartupException failure) {
            closers.forEach(Runnable::run);
            throw failure;
        } catch (RuntimeException failure) {
            closers.forEach(Runnable::run);
            throw new IllegalStateException(database.redacted(failure.toString()), failure);
        }
    }

    private static ExecutionSessions useCases(
            JdbiExecutionSessionStore store,
            LimitsConfig limits,
            ServeOptions options,
            Clock clock,
            Optional<TaskExecutor> webhooks,
            Optional<MeteredNotificationSender> sender,
            ScriptLogFiles scriptLogs) {
        ExecutionSessions.Builder builder = ExecutionSessions.builder(store)
                .clock(clock)
                .accessPolicy(options.policy())
                .idempotencyKeyTtl(options.idempotencyKeyTtl())
                .changeRetention(options.housekeeping().changeRetention())
                .selectionLimits(options.selections().limits())
                .scriptLogFiles(scriptLogs)
                // What a body can store, another one can refer to.
                .maxReferencedBytes(Math.max(ExecutionSessions.DEFAULT_MAX_REFERENCED_BYTES, limits.maxBodyBytes()));
        options.tasks().configure(builder, webhooks);
        options.notifications().configure(builder);
        sender.ifPresent(builder::notificationSender);
        return builder.build();
    }

    private static Set<Integer> ports(ExecutionSessionHttpServer http) {
        Set<Integer> ports = new HashSet<>(Set.of(http.port()));
        http.adminPort().ifPresent(ports::add);
        return ports;
    }

    String url() {
        return url(scheme, host, http.port());
    }

    /** The URL of the admin port; empty if there is none. */
    Optional<String> adminUrl() {
        OptionalInt port = http.adminPort();
        return port.isPresent() ? Optional.of(url("http", adminHost, port.getAsInt())) : Optional.empty();
    }

    private static String url(String scheme, String host, int port) {
        return scheme + "://" + ListenHost.inUrl(host) + ":" + port;
    }

    @Override
    public void close() {
        closers.forEach(Runnable::run);
    }

    /**
     * Loads the classes of the HTTP adapter while the database opens, by starting a server without a database on a random
     * port. Class loading is most of the start time, and a second core halves it.
     */
    private static void preload() {
        // Initialises SLF4J in this thread first, because it warns if another thread requests a logger meanwhile.
        LoggerFactory.getILoggerFactory();
        Thread preload = new Thread(
                () -> {
                    try (ExecutionSessions sessions = ExecutionSessions.inMemory();
                            ExecutionSessionHttpServer http =
                                    ExecutionSessionHttpServer.start(ServerConfig.on("127.0.0.1", 0), sessions)) {
                        http.port();
                    } catch (RuntimeException failure) {
                        // The real server will meet the same failure and report it.
                    }
                },
                "preload");
        preload.setDaemon(true);
        preload.start();
    }

    private static JdbiExecutionSessionStore openStore(
            DataSource dataSource, CommitListener observer, DatabaseUrl database, ServeOptions options) {
        try {
            return JdbiExecutionSessionStore.builder(dataSource)
                    .durability(options.durability())
                    .commitListener(observer)
                    .queryTimeout(options.queryTimeout())
                    .schema(options.schema().config())
                    .open();
        } catch (StoreUnavailableException | IllegalArgumentException failure) {
            throw new StartupException(
                    "the database " + database + " cannot be used: "
                            // Other messages are from this program and contain at most a name from the URL.
                            + (failure instanceof StoreUnavailableException
                                    ? database.redacted(reason(failure))
                                    : failure.getMessage()),
                    failure);
        }
    }

    private static String reason(RuntimeException failure) {
        return failure.getCause() == null
                ? failure.getMessage()
                : failure.getMessage() + ": " + DatabaseFailure.reason(failure.getCause());
    }
}
