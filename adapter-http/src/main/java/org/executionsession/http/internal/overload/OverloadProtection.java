package org.executionsession.http.internal.overload;

import java.time.Duration;
import java.util.function.Function;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.internal.operations.RouteTable;

/** All limits of a server on connections, requests, bodies and memory. */
public final class OverloadProtection {

    /** How long a request can wait in a queue. It is shorter than the usual timeouts of clients. */
    static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(5);

    /** An eighth of the concurrent requests may discard an ignored body. */
    private static final int MAX_DISCARDING_DIVISOR = 8;

    /**
     * The part of the request buffer for requests that need no privilege but to read. Their callers cannot use up that of the others.
     */
    private static final int READS_DIVISOR = 4;

    /**
     * A twelfth of the concurrent requests may be work of long requests. It is mostly reads, of which few run at once, and more of them would only
     * wait for these with a thread.
     */
    private static final int MAX_LONG_DIVISOR = 12;

    /** Half of the processors may compare changes with costly filters of event streams: that needs a processor for as long as it takes. */
    private static final int COSTLY_DIVISOR = 2;

    /** The part of the memory of large responses for those that wait for it. They use it meanwhile. */
    private static final int WAITING_DIVISOR = 2;

    private final LimitsConfig limits;
    private final Function<Request, Object> callerOf;
    private final RequestLimiter requests;
    private final Bulkheads bulkheads;
    private final LargeResponseLimiter largeResponses;
    private final ConnectionLimit connections;
    private final BoundedExecutor longRequests;
    private final BoundedExecutor costlyStreams;

    /**
     * Creates the limits of one server.
     *
     * @param limits the settings; not null
     * @param callerOf returns the caller of a request; null if it is not known
     */
    public OverloadProtection(LimitsConfig limits, Function<Request, Object> callerOf) {
        this.limits = limits;
        this.callerOf = callerOf;
        this.requests = new RequestLimiter(limits.maxConcurrentRequests(), callerOf);
        this.bulkheads = Bulkheads.of(limits.maxConcurrentRequests());
        long responses = atLeastTwoBodies(limits.requestBufferBytes());
        this.largeResponses = new LargeResponseLimiter(
                bulkheads.largeResponses(),
                new SharedMemory(responses, responses / WAITING_DIVISOR),
                bulkheads.serialization());
        this.connections = new ConnectionLimit(
                limits.maxConnections(), limits.maxConnectionsPerAddress(), limits.requestTimeout(), callerOf);
        int longTasks = Math.max(2, limits.maxConcurrentRequests() / MAX_LONG_DIVISOR);
        this.longRequests = new BoundedExecutor(longTasks);
        this.costlyStreams = new BoundedExecutor(
                Math.max(1, Math.min(longTasks, Runtime.getRuntime().availableProcessors()) / COSTLY_DIVISOR));
    }

    /** Creates HTTP connections that limit the parts of each request header, and the memory of those of one port. */
    public static ConnectionFactory newConnectionFactory(HttpConfiguration http) {
        return new LimitedHttpConnection.Factory(http);
    }

    /** Returns a connector for {@link #install}, whose connections detect that their client has disconnected. */
    public static ServerConnector newConnector(Server server, HttpConfiguration http) {
        return new PeekingConnector(server, newConnectionFactory(http));
    }

    /** Returns such a connector for connections with TLS, of which few make a handshake at a time. */
    public static ServerConnector newTlsConnector(
            Server server, SslContextFactory.Server context, HttpConfiguration configuration) {
        ConnectionFactory http = newConnectionFactory(configuration);
        HandshakeConnection.Factory handshakes = new HandshakeConnection.Factory(http, server.getThreadPool());
        return new PeekingConnector(
                server, new LimitedSslConnection.Factory(context, handshakes.getProtocol()), handshakes, http);
    }

    /** Marks a request whose response does not depend on its body, so that no handler waits for the body. */
    public static void ignoreBody(Request request) {
        BodyBufferingHandler.ignoreBody(request);
    }

    /** Limits the connections that a connector accepts. */
    public void limitConnections(ServerConnector connector) {
        connector.setIdleTimeout(limits.idleTimeout().toMillis());
        connections.countAddresses(connector);
    }

    /** Adds the limits to a server that has not been started, in front of its handlers. */
    public void install(Server server, RouteTable routes) {
        server.insertHandler(new DisconnectMonitor());
        server.insertHandler(requests);
        long reads = limits.requestBufferBytes() / READS_DIVISOR;
        server.insertHandler(new BodyBufferingHandler(
                routes,
                limits.maxBodyBytes(),
                limits.requestTimeout(),
                callerOf,
                new SharedMemory(atLeastTwoBodies(reads), Long.MAX_VALUE),
                new SharedMemory(atLeastTwoBodies(limits.requestBufferBytes() - reads), Long.MAX_VALUE),
                limits.maxConcurrentRequests() / MAX_DISCARDING_DIVISOR));
        connections.install(server);
        server.addBean(new SlowReaderMonitor(
                server,
                () -> queuedRequests() > 0
                        || bulkheads.areWaitedFor()
                        || largeResponses.isWaitedFor()
                        || longRequests.isWaitedFor()));
        longRequests.use(server.getThreadPool());
        costlyStreams.use(server.getThreadPool());
    }

    /** Returns the limit of connections. */
    public ConnectionLimit connections() {
        return connections;
    }

    /** Returns the executor of what could block in long requests. */
    public BoundedExecutor longRequests() {
        return longRequests;
    }

    /** Returns the executor of event streams with costly filters; its sources are the callers. */
    public BoundedExecutor costlyStreams() {
        return costlyStreams;
    }

    /** Returns the limits of expensive requests. */
    public Bulkheads bulkheads() {
        return bulkheads;
    }

    /** Returns the limit of large responses. */
    public LargeResponseLimiter largeResponses() {
        return largeResponses;
    }

    /** With one body only, one caller could keep others out; and a response can be that much larger than its body. */
    private long atLeastTwoBodies(long bytes) {
        return Math.max(bytes, 2L * limits.maxBodyBytes());
    }

    /** Returns the number of requests in the queue. */
    public int queuedRequests() {
        return requests.getSuspendedRequestCount();
    }

    /** Returns the number of requests since the start that the limit of concurrent requests rejected. */
    public long rejectedRequests() {
        return requests.rejected();
    }
}
