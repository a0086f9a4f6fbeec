package org.executionsession.http.internal.overload;

import java.time.Duration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;

/** Bounds how many connections are open at once. */
final class ConnectionLimit {

    /** What each connection has to send a header, also while no more connections are accepted. */
    static final Duration GRACE = Duration.ofSeconds(1);

    private ConnectionLimit() {}

    /** Bounds those of all connectors of a server, which must not have been started. */
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
