package org.executionsession.http.internal.overload;

import java.time.Duration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;

/** Limits the number of open connections. */
final class ConnectionLimit {

    /** The time in which each connection can send its headers, even while the limit is reached. */
    static final Duration GRACE = Duration.ofSeconds(1);

    private ConnectionLimit() {}

    /** Limits the connections of all connectors of a server. The server must not have been started. */
    static void install(int max, AddressConnectionLimit share, Server server) {
        NetworkConnectionLimit limit = new NetworkConnectionLimit(max, server);
        limit.setEndPointIdleTimeout(GRACE.toMillis());
        server.addBean(limit);
        server.addBean(new StalledConnections(
                server,
                () -> limit.getNetworkConnectionCount() + limit.getPendingNetworkConnectionCount() >= max,
                share));
    }
}
