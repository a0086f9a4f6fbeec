package org.executionsession.http.internal.overload;

import java.time.Duration;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.internal.operations.RouteTable;

/** All limits of a server on connections, requests, bodies and memory. */
public final class OverloadProtection {

    /** How long a request may wait in a queue. Callers still wait for the response then. */
    static final Duration QUEUE_TIMEOUT = Duration.ofSeconds(5);

    private final LimitsConfig limits;
    private final int maxBodyBytes;
    private final RequestLimiter requests;
    private final Bulkheads bulkheads;
    private final AddressConnectionLimit addresses;

    /**
     * The limits of one server.
     *
     * @param limits the settings; not null
     * @param maxBodyBytes the largest body
     */
    public OverloadProtection(LimitsConfig limits, int maxBodyBytes) {
        this.limits = limits;
        this.maxBodyBytes = maxBodyBytes;
        this.requests = new RequestLimiter(limits.maxConcurrentRequests());
        this.bulkheads = Bulkheads.of(limits.maxConcurrentRequests());
        this.addresses = new AddressConnectionLimit(limits.maxConnectionsPerAddress());
    }

    /** A connector for {@link #install}; its connections can be asked whether their client has closed them. */
    public static ServerConnector newConnector(Server server, ConnectionFactory... factories) {
        return new PeekingEndPoint.Connector(server, factories);
    }

    /** Limits the connections of a server that has not been started, and the time for headers. */
    public static void limitConnections(Server server, int max, Duration headerTimeout) {
        limitConnections(server, max, new AddressConnectionLimit(max), headerTimeout);
    }

    private static void limitConnections(
            Server server, int max, AddressConnectionLimit addresses, Duration headerTimeout) {
        ConnectionLimit.install(max, addresses, server);
        server.addBean(new SlowHeaderMonitor(server, headerTimeout));
    }

    /** The response to this request does not depend on its body, so that no handler waits for the body. */
    public static void ignoreBody(Request request) {
        BodyBufferingHandler.ignoreBody(request);
    }

    /** Limits the connections that a connector accepts. */
    public void limitConnections(ServerConnector connector) {
        connector.setIdleTimeout(limits.idleTimeout().toMillis());
        connector.addEventListener(addresses);
    }

    /** Adds the limits to a server that has not been started, in front of its handlers. */
    public void install(Server server, RouteTable routes) {
        server.insertHandler(new DisconnectMonitor());
        server.insertHandler(requests);
        server.insertHandler(new BodyBufferingHandler(routes, maxBodyBytes, limits.requestTimeout(), memory(1)));
        limitConnections(server, limits.maxConnections(), addresses, limits.requestTimeout());
        server.addBean(new SlowReaderMonitor(server, () -> queuedRequests() > 0 || bulkheads.areWaitedFor()));
    }

    /** The limits of requests that use more than others. */
    public Bulkheads bulkheads() {
        return bulkheads;
    }

    /** A new limit of large responses. A response can be twice as large as its body was. */
    public LargeResponseLimiter newLargeResponseLimiter() {
        return new LargeResponseLimiter(bulkheads.largeAnswers(), memory(2));
    }

    /** A part of the heap, with room for so many of the largest bodies. */
    private MemoryBudget memory(long bodies) {
        return new MemoryBudget(Math.max(limits.requestBufferBytes(), bodies * maxBodyBytes));
    }

    /** How many requests wait in the queue. */
    public int queuedRequests() {
        return requests.getSuspendedRequestCount();
    }

    /** How many requests were rejected since the start because of the limit of concurrent requests. */
    public long rejectedRequests() {
        return requests.rejected();
    }
}
