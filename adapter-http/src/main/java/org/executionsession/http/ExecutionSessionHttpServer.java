package org.executionsession.http;

import static java.util.Objects.requireNonNull;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.domain.port.inbound.EndExecutionSession;
import org.executionsession.domain.port.inbound.ExecutionResultDetails;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.port.inbound.TellPrivileges;
import org.executionsession.domain.port.inbound.UpdateExecutionSession;
import org.executionsession.domain.refusal.RefusalException;
import org.executionsession.http.OperationsEndpoints.Audience;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the QRS contract over HTTP, from {@link #start} until {@link #close}. */
public final class ExecutionSessionHttpServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ExecutionSessionHttpServer.class);

    /** Connections that arrive at the same moment; those beyond would come again a second later. */
    private static final int MAX_ARRIVING = 1_024;

    /** By each connection. The default, 1,024, takes 100 KiB of it, which all connections of a small heap do not have. */
    private static final int REMEMBERED_HEADERS = 32;

    private final Settings settings;
    private final Limits limits;
    private final Operations operations;
    private final RequestTurns turns;
    private final Bounds bounds;
    private final AddressShare addressShare;
    private final GracefulHandler requestsInFlight = new GracefulHandler();
    private final Javalin javalin;

    private volatile boolean draining;
    private AdminListener admin;

    private ExecutionSessionHttpServer(
            Settings settings, Admission admission, Limits limits, Operations operations, Ports ports) {
        this.settings = settings;
        this.limits = limits;
        this.operations = operations;
        this.turns = new RequestTurns(limits.maxRequests());
        this.bounds = Bounds.of(limits.maxRequests());
        this.addressShare = new AddressShare(limits.maxConnectionsPerAddress());
        this.javalin = Javalin.create(config -> configure(config, admission, ports));
    }

    /**
     * The use cases that the server offers.
     *
     * @param createExecutionSession records executions; not null
     * @param findExecutionSessions reads recorded executions; not null
     * @param updateExecutionSession changes recorded executions; not null
     * @param endExecutionSession ends recorded executions; not null
     * @param executionResults keeps the results of executions; not null
     * @param executionResultDetails keeps the details of results; not null
     * @param selections picks entities; not null
     * @param tellPrivileges tells what a caller may do; not null
     */
    public record Ports(
            CreateExecutionSession createExecutionSession,
            FindExecutionSessions findExecutionSessions,
            UpdateExecutionSession updateExecutionSession,
            EndExecutionSession endExecutionSession,
            ExecutionResults executionResults,
            ExecutionResultDetails executionResultDetails,
            Selections selections,
            TellPrivileges tellPrivileges) {

        /** Refuses null. */
        public Ports {
            requireNonNull(createExecutionSession, "createExecutionSession");
            requireNonNull(findExecutionSessions, "findExecutionSessions");
            requireNonNull(updateExecutionSession, "updateExecutionSession");
            requireNonNull(endExecutionSession, "endExecutionSession");
            requireNonNull(executionResults, "executionResults");
            requireNonNull(executionResultDetails, "executionResultDetails");
            requireNonNull(selections, "selections");
            requireNonNull(tellPrivileges, "tellPrivileges");
        }
    }

    /**
     * Where and within which bounds the server serves.
     *
     * @param host the name or address of the interface to listen on; not null
     * @param port the port to listen on; 0 for any free one
     * @param maxBodyBytes the largest request body; a larger one is answered with 413
     * @param drainTime how long {@link #close} waits for requests in flight; not null
     * @param basePath the path before all paths of the contract, such as {@code /sso}; empty for none. Health and metrics
     *     have none; not null
     */
    public record Settings(String host, int port, int maxBodyBytes, Duration drainTime, String basePath) {

        /**
         * Refuses null, and brings the base path into its one form.
         *
         * @throws IllegalArgumentException when the base path is no path
         */
        public Settings {
            requireNonNull(host, "host");
            requireNonNull(drainTime, "drainTime");
            basePath = BasePath.normalized(basePath);
        }

        /**
         * The default bounds: bodies of 1 MiB, and 30 seconds to drain.
         *
         * @param host the name or address of the interface to listen on; not null
         * @param port the port to listen on; 0 for any free one
         * @return the settings
         */
        public static Settings on(String host, int port) {
            return new Settings(host, port, 1024 * 1024, Duration.ofSeconds(30), "");
        }

        /**
         * The same settings with another bound on bodies.
         *
         * @param bytes the largest request body
         * @return the settings
         */
        public Settings withMaxBodyBytes(int bytes) {
            return new Settings(host, port, bytes, drainTime, basePath);
        }

        /**
         * The same settings with another base path.
         *
         * @param path the path before all paths of the contract; empty for none; not null
         * @return the settings
         * @throws IllegalArgumentException when it is no path
         */
        public Settings withBasePath(String path) {
            return new Settings(host, port, maxBodyBytes, drainTime, path);
        }
    }

    /**
     * What strangers may take from the server. What is beyond is refused, before others feel it.
     *
     * @param maxHeaderBytes the largest path, query and headers together; larger ones are answered with 414 or 431
     * @param maxRequests how many requests are worked on at once; as many wait for their turn, and those beyond are
     *     answered with 503
     * @param maxConnections how many connections are open at once; others are not accepted until one is closed
     * @param maxConnectionsPerAddress how many of them one address may have, or one network of IPv6 (64 bits); a connection
     *     beyond takes the place of its oldest one on which no request is worked on
     * @param maxHeldBytes the memory of all bodies together, not counting 16 KiB of each, and as much again for answers of
     *     more than 64 KiB; at least one of the largest size has room. Those beyond are answered with 503
     * @param requestTime how long a body may take to come in whole; one that takes longer is answered with 408. Headers
     *     may take three times as long; then their connection is closed; not null
     * @param idleTime how long a connection may send and take nothing until it is closed; not null
     * @param corsOrigins the origins whose pages may call from a browser, with the credentials that it has for the server,
     *     such as {@code https://hub.example}; not null
     */
    public record Limits(
            int maxHeaderBytes,
            int maxRequests,
            int maxConnections,
            int maxConnectionsPerAddress,
            long maxHeldBytes,
            Duration requestTime,
            Duration idleTime,
            List<String> corsOrigins) {

        /** The connections that leave room in the heap, also when each has sent all headers that it may. */
        private static final long HEAP_FOR_A_CONNECTION = 192 * 1024;

        /** What is read from a body is many times as large as the body. */
        private static final long HEAP_FOR_A_BYTE = 32;

        /**
         * Refuses null, and brings origins into the form of browsers.
         *
         * @throws IllegalArgumentException when one of the origins is none; any ({@code *}) is none
         */
        public Limits {
            requireNonNull(requestTime, "requestTime");
            requireNonNull(idleTime, "idleTime");
            corsOrigins = corsOrigins.stream().map(WebOrigin::of).toList();
        }

        /** With what {@link #shareOf} says for one address. */
        Limits(
                int maxHeaderBytes,
                int maxRequests,
                int maxConnections,
                long maxHeldBytes,
                Duration requestTime,
                Duration idleTime,
                List<String> corsOrigins) {
            this(
                    maxHeaderBytes,
                    maxRequests,
                    maxConnections,
                    shareOf(maxConnections),
                    maxHeldBytes,
                    requestTime,
                    idleTime,
                    corsOrigins);
        }

        /**
         * What one address may have unless something else is said: it leaves some to others.
         *
         * @param maxConnections how many connections are open at once
         * @return seven eighths of them, at least one
         */
        public static int shareOf(int maxConnections) {
            return Math.max(1, (int) (maxConnections * 7L / 8));
        }

        /**
         * The default bounds: 64 KiB of headers, which is room for the longest filter however it is encoded, 200 requests at
         * once, as many connections and bodies as the heap carries, 30 seconds for a body and for a connection at rest, and
         * no other origins.
         *
         * @return the bounds
         */
        public static Limits defaults() {
            long heap = Runtime.getRuntime().maxMemory();
            return new Limits(
                    64 * 1024,
                    200,
                    (int) Math.min(heap / HEAP_FOR_A_CONNECTION, Integer.MAX_VALUE),
                    heap / HEAP_FOR_A_BYTE,
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(30),
                    List.of());
        }
    }

    /**
     * What the server tells its operators.
     *
     * @param observer hears of every answer; not null
     * @param readiness whether requests should be sent to the server, as far as it depends on others; not null
     * @param metrics the figures as Prometheus reads them; null for none
     * @param accessLog whether each request is logged
     * @param adminHost the interface for operators; not null
     * @param adminPort the port for operators, 0 for any free one; null for none: then figures are told on the port of the
     *     contract to callers on the same machine that speak for themselves
     */
    public record Operations(
            Observer observer,
            Readiness readiness,
            Supplier<String> metrics,
            boolean accessLog,
            String adminHost,
            Integer adminPort) {

        /** Refuses null, but for what may be none. */
        public Operations {
            requireNonNull(observer, "observer");
            requireNonNull(readiness, "readiness");
            requireNonNull(adminHost, "adminHost");
        }

        /**
         * Tells nothing but that the server is there.
         *
         * @return the settings
         */
        public static Operations none() {
            return new Operations(
                    Observer.NOBODY,
                    () -> CompletableFuture.completedFuture(Optional.empty()),
                    null,
                    false,
                    "127.0.0.1",
                    null);
        }
    }

    /** Hears of what the server does. It is called by the threads that answer, and must not keep them. */
    public interface Observer {

        /** Hears nothing. */
        Observer NOBODY = new Observer() {};

        /**
         * A request was answered.
         *
         * @param method the method of HTTP; OTHER for one that HTTP does not have
         * @param route the template of the path, such as {@code /qrs/executionsession/{id}}; {@code none} when no route took
         *     the request
         * @param status the status of the answer
         * @param nanos how long it took from the end of the headers to the end of the answer, in nanoseconds
         */
        default void answered(String method, String route, int status, long nanos) {}

        /**
         * A use case refused.
         *
         * @param refusal why
         */
        default void refused(RefusalException refusal) {}
    }

    /** Tells whether a server can do its work. */
    @FunctionalInterface
    public interface Readiness {

        /**
         * Checks, without keeping the thread that asks.
         *
         * @return in a bounded time, why it cannot; empty when it can
         */
        CompletionStage<Optional<String>> check();
    }

    /**
     * Starts a server over plain HTTP that believes whoever reaches it, with default limits, and tells its operators nothing;
     * when this returns, it answers.
     *
     * @param settings where and within which bounds; not null
     * @param ports the use cases to offer; not null
     * @return the running server
     * @throws UncheckedIOException when it cannot listen there; the message says where and why
     */
    public static ExecutionSessionHttpServer start(Settings settings, Ports ports) {
        return start(settings, Admission.OPEN, Limits.defaults(), Operations.none(), ports);
    }

    /**
     * Starts a server; when this returns, it answers.
     *
     * @param settings where and within which bounds; not null
     * @param admission who is let in; not null
     * @param limits what strangers may take from it; not null
     * @param operations what it tells its operators; not null
     * @param ports the use cases to offer; not null
     * @return the running server
     * @throws UncheckedIOException when it cannot listen there, or cannot use a key or certificate; the message of its cause
     *     says why
     */
    public static ExecutionSessionHttpServer start(
            Settings settings, Admission admission, Limits limits, Operations operations, Ports ports) {
        ExecutionSessionHttpServer server =
                new ExecutionSessionHttpServer(settings, admission, limits, operations, ports);
        try {
            server.javalin.start();
            if (operations.adminPort() != null) {
                server.startAdmin(admission);
            }
            return server;
        } catch (JavalinException failure) {
            throw new UncheckedIOException(
                    new IOException(ListenFailure.message(settings.host(), settings.port(), failure), failure));
        }
    }

    /**
     * The port on which it listens.
     *
     * @return the real one, also when any free one was asked for
     */
    public int port() {
        return javalin.port();
    }

    /**
     * The port for operators.
     *
     * @return the real one, also when any free one was asked for; empty when there is none
     */
    public OptionalInt adminPort() {
        return admin == null ? OptionalInt.empty() : OptionalInt.of(admin.port());
    }

    /**
     * The load on the server.
     *
     * @return how many requests wait for their turn
     */
    public int waitingRequests() {
        return turns.getSuspendedRequestCount();
    }

    /**
     * What was too much for the server.
     *
     * @return how many requests were refused since the start, as too many were worked on and waited
     */
    public long refusedRequests() {
        return turns.refused();
    }

    /** Accepts no more requests, answers those in flight, and stops. From the beginning of this it is not ready. */
    @Override
    public void close() {
        draining = true;
        Server server = javalin.jettyServer().server();
        for (Connector connector : server.getConnectors()) {
            if (connector instanceof NetworkConnector listening) {
                listening.close();
            }
        }
        try {
            // Before the server's own stop, which gives up on requests that send nothing for a second.
            requestsInFlight.shutdown().get(settings.drainTime().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException unfinished) {
            LOG.warn("stopping with requests unanswered after {}", settings.drainTime());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        javalin.stop();
        if (admin != null) {
            admin.close();
        }
    }

    private CompletionStage<Optional<String>> readiness() {
        return draining
                ? CompletableFuture.completedFuture(Optional.of("the server is stopping"))
                : operations.readiness().check();
    }

    private ServerConnector listening(ServerConnector connector) {
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(limits.idleTime().toMillis());
        connector.setAcceptQueueSize(MAX_ARRIVING);
        connector.addEventListener(addressShare);
        return connector;
    }

    private void startAdmin(Admission admission) {
        try {
            AnswerHeaders endpoints = new AnswerHeaders(() -> draining);
            // Nobody is asked who he is on this port, whatever holds for the other one.
            HostCheck hosts = HostCheck.of(admission.hostNames(), operations.adminHost());
            endpoints.setHandler(hosts);
            hosts.setHandler(new OperationsEndpoints(operations, this::readiness, Audience.OPERATORS));
            admin = AdminListener.start(operations.adminHost(), operations.adminPort(), endpoints);
        } catch (UncheckedIOException failure) {
            javalin.stop();
            throw failure;
        }
    }

    private void configure(JavalinConfig config, Admission admission, Ports ports) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.router.caseInsensitiveRoutes = true;
        config.router.treatMultipleSlashesAsSingleSlash = true;
        config.router.ignoreTrailingSlashes = true;
        config.http.prefer405over404 = true;
        if (admission.transport() == null) {
            config.jetty.addConnector((server, http) ->
                    listening(new PeekingEndPoint.Connector(server, new HttpConnectionFactory(http))));
        } else {
            TlsConnector tls = TlsConnector.of(admission);
            config.jetty.addConnector((server, http) -> listening(tls.on(server, http)));
        }
        config.jetty.modifyHttpConfiguration(http -> {
            http.setRequestHeaderSize(limits.maxHeaderBytes());
            // Clients write ids in braces, and do not all encode these in a path.
            http.setUriCompliance(
                    http.getUriCompliance().with("BRACES", UriCompliance.Violation.ILLEGAL_PATH_CHARACTERS));
            http.setHeaderCacheSize(REMEMBERED_HEADERS);
        });
        Routes routes = new Routes(config.routes, new LargeAnswers(bounds.largeAnswers(), heldBytes(2)));
        addEndpoints(routes, ports, new RequestBody());
        HeaderChecks checks =
                new HeaderChecks(check(admission), ports.tellPrivileges(), routes.table(), operations.observer());
        config.jetty.modifyServer(server -> {
            insertHandlers(server, admission, checks, routes.table());
            ConnectionBound.install(limits.maxConnections(), addressShare, server);
            server.addBean(new TricklingHeaders(server, limits.requestTime()));
            server.addBean(new UnreadAnswers(server, () -> waitingRequests() > 0 || bounds.areWaitedFor()));
            server.setRequestLog(new RequestReport(operations.observer(), operations.accessLog()));
            server.setErrorHandler(new ProblemErrorHandler(limits.maxHeaderBytes()));
        });
        config.jetty.modifyServletContextHandler(
                context -> context.setErrorHandler(new ProblemErrorHandler(limits.maxHeaderBytes())));

        Problems problems = new Problems(operations.observer());
        config.routes.exception(ProblemException.class, (exception, context) -> problems.answer(exception, context));
        config.routes.exception(RefusalException.class, (exception, context) -> problems.answer(exception, context));
        config.routes.exception(
                HttpResponseException.class, (exception, context) -> problems.answer(exception, context));
        config.routes.exception(CancellationException.class, (exception, context) -> problems.cancelled(context));
        config.routes.exception(Exception.class, (exception, context) -> problems.answerOurFault(exception, context));
        config.router.javaLangErrorHandler((response, error) -> problems.answerOurFault(response, error));
    }

    /** In the order in which a request is checked. */
    private HeaderChecks.Check check(Admission admission) {
        CallerCheck callers = new CallerCheck(admission);
        XsrfCheck xsrf = new XsrfCheck(admission);
        ForeignPageCheck foreignPages = new ForeignPageCheck(limits.corsOrigins());
        return (request, response) -> {
            foreignPages.check(request);
            callers.check(request, response);
            xsrf.check(request);
        };
    }

    /** A part of the heap, with room for so many of the largest bodies; an answer may be twice as large as its body was. */
    private HeldBytes heldBytes(long bodies) {
        return new HeldBytes(Math.max(limits.maxHeldBytes(), bodies * settings.maxBodyBytes()));
    }

    /** What a request passes before it reaches a route, from the last to the first. */
    private void insertHandlers(Server server, Admission admission, HeaderChecks checks, RouteTable routes) {
        server.insertHandler(new DisconnectMonitor());
        server.insertHandler(new LogContext());
        server.insertHandler(turns);
        server.insertHandler(new WholeBodies(routes, settings.maxBodyBytes(), limits.requestTime(), heldBytes(1)));
        server.insertHandler(checks);
        server.insertHandler(requestsInFlight);
        if (!settings.basePath().isEmpty()) {
            server.insertHandler(new BasePath(settings.basePath()));
        }
        if (!limits.corsOrigins().isEmpty()) {
            server.insertHandler(CrossOrigins.of(limits.corsOrigins()));
        }
        server.insertHandler(new OperationsEndpoints(
                operations, this::readiness, admission.isGuarded() ? Audience.NOBODY : Audience.THIS_MACHINE));
        if (!admission.isGuarded()) {
            server.insertHandler(HostCheck.of(admission.hostNames(), settings.host()));
        }
        server.insertHandler(new PlainRequests());
        server.insertHandler(new AnswerHeaders(() -> draining));
    }

    private void addEndpoints(Routes routes, Ports ports, RequestBody body) {
        PrivilegeNames privileges = new PrivilegeNames(ports.tellPrivileges());
        var sessions = new RecordEndpoints<>(new SessionFamily(ports), privileges, body, bounds);
        var results = new RecordEndpoints<>(new ResultFamily(ports), privileges, body, bounds);
        var details = new RecordEndpoints<>(new DetailFamily(ports), privileges, body, bounds);
        sessions.addTo(routes);
        // Before the results, whose {id} would take the name for an id.
        details.addTo(routes);
        results.addTo(routes);
        new SelectionEndpoints(ports.selections(), privileges, body, bounds)
                .addTo(routes, sessions.lists(), results.lists(), details.lists());
        SyntheticEndpoints.addTo(routes, ports, sessions.lists(), results.lists(), details.lists(), body, bounds);
        List<RecordFamily<?, ?>> families = List.of(
                sessions.lists().family(),
                results.lists().family(),
                details.lists().family());
        AboutEndpoints.addTo(routes, families);
        PingEndpoint.addTo(routes);
        DocumentEndpoints.addTo(routes, families, settings.basePath());
    }
}
