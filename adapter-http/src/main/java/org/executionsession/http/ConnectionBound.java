package org.executionsession.http;

import java.time.Duration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;

/** Bounds how many connections are open at once. */
final class ConnectionBound {

    /** While no more connections are accepted, those at rest make room for others. */
    private static final Duration IDLE_TIME_WHEN_FULL = Duration.ofSeconds(1);

    private ConnectionBound() {}

    /** Bounds those of all connectors of a server, which must not have been started. */
    static void install(int max, AddressShare share, Server server) {
        NetworkConnectionLimit limit = new NetworkConnectionLimit(max, server);
        limit.setEndPointIdleTimeout(IDLE_TIME_WHEN_FULL.toMillis());
        server.addBean(limit);
        server.addBean(new StalledConnections(
                server,
                () -> limit.getNetworkConnectionCount() + limit.getPendingNetworkConnectionCount() >= max,
                share));
    }
}
