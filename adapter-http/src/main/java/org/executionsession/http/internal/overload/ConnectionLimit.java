package org.executionsession.http.internal.overload;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Limits the open connections of a server and of each address. While the limit is reached, connections are closed gradually, even if
 * they are in use, so that waiting clients are accepted.
 */
public final class ConnectionLimit {

    /** The time in which each connection can send its headers, even while the limit is reached. */
    static final Duration GRACE = Duration.ofSeconds(1);

    private final int max;
    private final Duration headerTimeout;
    private final AddressConnectionLimit addresses;
    private final Function<Request, Object> callerOf;

    /** Null until the limit is installed. */
    private volatile ConnectionTurnover turnover;

    /**
     * Creates a limit of one server.
     *
     * @param max the maximum number of connections
     * @param maxOfAddress the maximum number of connections of one address
     * @param headerTimeout how long a client may take to send the headers of a request
     * @param callerOf returns the caller of a request, which equals only itself; null if it is not known
     */
    public ConnectionLimit(int max, int maxOfAddress, Duration headerTimeout, Function<Request, Object> callerOf) {
        this.max = max;
        this.headerTimeout = headerTimeout;
        this.addresses = new AddressConnectionLimit(maxOfAddress);
        this.callerOf = callerOf;
    }

    /** Limits the connections of a server with all its connectors. The server must not have been started. */
    public void install(Server server) {
        NetworkConnectionLimit limit = new NetworkConnectionLimit(max, server);
        limit.setEndPointIdleTimeout(GRACE.toMillis());
        BooleanSupplier full =
                () -> limit.getNetworkConnectionCount() + limit.getPendingNetworkConnectionCount() >= max;
        turnover =
                new ConnectionTurnover(server, max, full, limit::getPendingNetworkConnectionCount, addresses, callerOf);
        server.addBean(limit);
        server.addBean(new StalledConnections(server, full));
        server.addBean(turnover);
        server.addBean(new SlowHeaderMonitor(server, headerTimeout));
    }

    /** Counts the connections of a connector by their address. */
    void countAddresses(ServerConnector connector) {
        connector.addEventListener(addresses);
    }

    /** Returns whether the connection of a request must end with its response, to leave its place to a waiting client. */
    public boolean endsConnection(Request request) {
        return turnover.endsConnection(request);
    }
}
