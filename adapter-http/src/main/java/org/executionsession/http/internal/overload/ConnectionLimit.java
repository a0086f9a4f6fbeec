package org.executionsession.http.internal.overload;

import java.time.Duration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;

/** Bounds how many connections are open at once. */
public final class ConnectionLimit {

    /** While no more connections are accepted, those at rest make room for others. */
    private static final Duration IDLE_TIME_WHEN_FULL = Duration.ofSeconds(1);

    private ConnectionLimit() {}

    /** Bounds those of all connectors of a server, which must not have been started. */
    public static void install(int max, AddressConnectionLimit share, Server server) {
        NetworkConnectionLimit limit = new NetworkConnectionLimit(max, server);
        limit.setEndPointIdleTimeout(IDLE_TIME_WHEN_FULL.toMillis());
        server.addBean(limit);
        server.addBean(new StalledConnections(
                server,
                () -> limit.getNetworkConnectionCount() + limit.getPendingNetworkConnectionCount() >= max,
                share));
    }
}
