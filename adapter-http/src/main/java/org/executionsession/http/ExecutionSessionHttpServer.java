package org.executionsession.http;

import static java.util.Objects.requireNonNull;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.config.ServerConfig;
import org.executionsession.http.internal.endpoint.AdminListener;
import org.executionsession.http.internal.endpoint.Endpoints;
import org.executionsession.http.internal.endpoint.ExceptionMapper;
import org.executionsession.http.internal.endpoint.ManagementEndpoints;
import org.executionsession.http.internal.endpoint.ManagementEndpoints.Audience;
import org.executionsession.http.internal.endpoint.PageHandler;
import org.executionsession.http.internal.endpoint.RequestHeaderFilter;
import org.executionsession.http.internal.endpoint.Routes;
import org.executionsession.http.internal.endpoint.Watching;
import org.executionsession.http.internal.operations.AccessLogger;
import org.executionsession.http.internal.operations.BasePathHandler;
import org.executionsession.http.internal.operations.BindFailure;
import org.executionsession.http.internal.operations.FailureHandler;
import org.executionsession.http.internal.operations.MdcHandler;
import org.executionsession.http.internal.operations.ProblemErrorHandler;
import org.executionsession.http.internal.operations.ResponseHeaders;
import org.executionsession.http.internal.operations.RouteTable;
import org.executionsession.http.internal.overload.ConnectionLimit;
import org.executionsession.http.internal.overload.OverloadProtection;
import org.executionsession.http.internal.security.Security;
import org.executionsession.http.internal.watch.EventStreams;
import org.executionsession.http.internal.watch.Waits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the QRS contract over HTTP, from {@link #start} until {@link #close}. */
public final class ExecutionSessionHttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionSessionHttpServer.class);

    /** The accept queue. When it is full, clients retry the connection only after a second. */
    private static final int ACCEPT_QUEUE_SIZE = 1_024;

    /**
     * Cached headers of each connection. The default of 1,024 takes 100 KiB for each connection, too much for a small
     * heap.
     */
    private static final int HEADER_CACHE_SIZE = 32;

    private final ServerConfig settings;
    private final LimitsConfig limits;
    private final ManagementConfig management;
    private final Security security;
    private final OverloadProtection overload;
    private final Watching watching;
    private final GracefulHandler requestsInProgress = new GracefulHandler();
    private final Javalin javalin;

    private volatile boolean draining;
    private @Nullable AdminListener admin;

    private ExecutionSessionHttpServer(
            ServerConfig settings,
            SecurityConfig security,
            LimitsConfig limits,
            ManagementConfig management,
            UseCases useCases) {
        this.settings = settings;
        this.limits = limits;
        this.management = management;
        this.security = new Security(security);
        this.overload = new OverloadProtection(limits, Security::callerOf);
        this.watching = new Watching(
                new Waits(limits.watch(), overload.longRequests()),
                new EventStreams(useCases, limits.watch(), overload.longRequests(), overload.costlyStreams()));
        this.javalin = Javalin.create(config -> configure(config, useCases));
    }

    /**
     * Starts an unauthenticated plain-HTTP server with default limits, without metrics and access log. When this
     * method returns, the server accepts requests.
     *
     * @param settings the address, the port, the base path and the drain timeout; not null
     * @param useCases the use cases that the endpoints call; not null
     * @return the running server
     * @throws UncheckedIOException if the port cannot be bound; the message names the address and the reason
     */
    public static ExecutionSessionHttpServer start(ServerConfig settings, UseCases useCases) {
        return start(settings, SecurityConfig.OPEN, LimitsConfig.defaults(), ManagementConfig.none(), useCases);
    }

    /**
     * Starts a server. When this method returns, the server accepts requests.
     *
     * @param settings the address, the port, the base path and the drain timeout; not null
     * @param security how clients are authenticated; not null
     * @param limits the limits on clients; not null
     * @param management health checks, metrics, access log and admin port; not null
     * @param useCases the use cases that the endpoints call; not null
     * @return the running server
     * @throws UncheckedIOException if the port cannot be bound or a key or certificate is unusable; the message of
     *     the cause names the reason
     */
    public static ExecutionSessionHttpServer start(
            ServerConfig settings,
            SecurityConfig security,
            LimitsConfig limits,
            ManagementConfig management,
            UseCases useCases) {
        requireNonNull(settings, "settings");
        requireNonNull(security, "security");
        requireNonNull(limits, "limits");
        requireNonNull(management, "management");
        requireNonNull(useCases, "useCases");
        ExecutionSessionHttpServer server =
                new ExecutionSessionHttpServer(settings, security, limits, management, useCases);
        try {
            server.startListeners(management.adminPort());
            return server;
        } catch (JavalinException failure) {
            throw new UncheckedIOException(
                    new IOException("cannot start the server: " + BindFailure.reason(failure), failure));
        }
    }

    /**
     * Returns the port of the server.
     *
     * @return the bound port, also if the settings have port 0
     */
    public int port() {
        return javalin.port();
    }

    /**
     * Returns the admin port.
     *
     * @return the bound port, also if the settings have port 0; empty without an admin port
     */
    public OptionalInt adminPort() {
        return admin == null ? OptionalInt.empty() : OptionalInt.of(admin.port());
    }

    /**
     * Returns the length of the request queue.
     *
     * @return the number of requests that wait in the queue
     */
    public int queuedRequests() {
        return overload.queuedRequests();
    }

    /**
     * Returns the number of rejected requests.
     *
     * @return the number of requests since the start that the limit of concurrent requests rejected
     */
    public long rejectedRequests() {
        return overload.rejectedRequests();
    }

    /**
     * Returns the number of requests that wait for a change.
     *
     * @return the number of requests with {@code Prefer: wait} that have no response yet
     */
    public int waits() {
        return watching.waits().count();
    }

    /**
     * Returns the number of open streams of events.
     *
     * @return the number of streams
     */
    public int eventStreams() {
        return watching.streams().open();
    }

    /**
     * Returns the number of events that streams have sent.
     *
     * @return the number since the start
     */
    public long sentEvents() {
        return watching.streams().sentEvents();
    }

    /**
     * Returns the number of streams of events that were closed since their clients were too slow.
     *
     * @return the number since the start
     */
    public long slowEventStreams() {
        return watching.streams().slowStreams();
    }

    /**
     * Stops the server: accepts no new connections, responds to the requests that wait for a change, ends the streams of events, waits for
     * the other requests in progress, then stops. The readiness check
     * fails from the start of this method.
     */
    @Override
    public void close() {
        draining = true;
        closePort();
        CompletableFuture<Void> drained = requestsInProgress.shutdown();
        watching.close();
        try {
            // Drain before Jetty stops: Jetty aborts requests that send nothing for a second.
            drained.get(settings.drainTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException unfinished) {
            LOG.warn("stopping with requests in progress after {}", settings.drainTimeout());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        javalin.stop();
        if (admin != null) {
            admin.close();
        }
    }

    private void closePort() {
        for (Connector connector : javalin.jettyServer().server().getConnectors()) {
            if (connector instanceof NetworkConnector listening) {
                listening.close();
            }
        }
    }

    private CompletionStage<Optional<String>> readiness() {
        return draining
                ? CompletableFuture.completedFuture(Optional.of("the server is stopping"))
                : management.readiness().check();
    }

    /** Binds the port. If a port is in use, nothing has started yet: Jetty logs an exception if it is stopped while it starts. */
    private ServerConnector listening(ServerConnector connector) {
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setAcceptQueueSize(ACCEPT_QUEUE_SIZE);
        overload.limitConnections(connector);
        try {
            connector.open();
        } catch (IOException failure) {
            throw new UncheckedIOException(
                    new IOException(BindFailure.message(settings.host(), settings.port(), failure), failure));
        }
        return connector;
    }

    /** Binds both ports before it starts to respond on one of them. */
    private void startListeners(@Nullable Integer adminPort) {
        if (adminPort == null) {
            javalin.start();
            return;
        }
        ConnectionLimit connections = AdminListener.newConnectionLimit();
        ResponseHeaders endpoints = new ResponseHeaders(request -> draining || connections.endsConnection(request));
        // The admin port has no authentication, so it always checks the Host header.
        endpoints.setHandler(security.checkHost(
                management.adminHost(), new ManagementEndpoints(management, this::readiness, Audience.OPERATORS)));
        FailureHandler outermost = new FailureHandler();
        outermost.setHandler(endpoints);
        AdminListener listener = AdminListener.bind(management.adminHost(), adminPort, connections, outermost);
        boolean started = false;
        try {
            javalin.start();
            started = true;
            listener.start();
            admin = listener;
        } finally {
            if (admin == null) {
                listener.close();
            }
            if (admin == null && started) {
                closePort();
                javalin.stop();
            }
        }
    }

    private void configure(JavalinConfig config, UseCases useCases) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.router.caseInsensitiveRoutes = true;
        config.router.treatMultipleSlashesAsSingleSlash = true;
        config.router.ignoreTrailingSlashes = true;
        config.http.prefer405over404 = true;
        config.jetty.addConnector((server, http) -> listening(security.newConnector(server, http)));
        config.jetty.modifyHttpConfiguration(http -> {
            http.setRequestHeaderSize(limits.maxHeaderBytes());
            // Some clients send ids in braces without percent-encoding the braces.
            http.setUriCompliance(
                    http.getUriCompliance().with("BRACES", UriCompliance.Violation.ILLEGAL_PATH_CHARACTERS));
            http.setHeaderCacheSize(HEADER_CACHE_SIZE);
        });
        Routes routes = new Routes(config.routes, overload.largeResponses());
        Endpoints.register(routes, useCases, overload.bulkheads(), settings.basePath(), watching);
        RequestHeaderFilter checks = new RequestHeaderFilter(
                security,
                useCases.evaluatePrivileges(),
                routes.table(),
                management.requestListener(),
                watching.waits());
        config.jetty.modifyServer(server -> {
            insertHandlers(server, checks, routes.table());
            server.setRequestLog(new AccessLogger(management.requestListener(), management.accessLog()));
            server.setErrorHandler(new ProblemErrorHandler(limits.maxHeaderBytes()));
        });
        config.jetty.modifyServletContextHandler(
                context -> context.setErrorHandler(new ProblemErrorHandler(limits.maxHeaderBytes())));

        ExceptionMapper.install(config, management.requestListener());
    }

    /**
     * Inserts the handlers in front of the routes. Each insertion wraps the earlier ones, so the last one runs first.
     * There are three failure handlers, because the handlers of Jetty that limit and count requests respond to failures, too.
     */
    private void insertHandlers(Server server, RequestHeaderFilter checks, RouteTable routes) {
        server.insertHandler(new MdcHandler());
        server.insertHandler(new FailureHandler());
        overload.install(server, routes);
        server.insertHandler(checks);
        server.insertHandler(new PageHandler());
        server.insertHandler(new FailureHandler());
        server.insertHandler(requestsInProgress);
        if (!settings.basePath().isEmpty()) {
            server.insertHandler(new BasePathHandler(settings.basePath()));
        }
        security.insertCrossOrigins(server);
        server.insertHandler(new ManagementEndpoints(
                management,
                this::readiness,
                security.requiresAuthentication() ? Audience.NONE : Audience.THIS_MACHINE));
        security.insertRequestFilters(server, settings.host());
        server.insertHandler(new ResponseHeaders(
                request -> draining || overload.connections().endsConnection(request)));
        server.insertHandler(new FailureHandler());
    }
}
