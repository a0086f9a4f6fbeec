package org.executionsession.http.internal.overload;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Server;

/**
 * While the connection limit is reached, closes connections that have not completed their headers for one to two
 * seconds. Slow headers or slow TLS handshakes could otherwise block all other clients.
 */
final class StalledConnections extends ConnectionMonitor<StalledConnections.Seen> {

    /** The number of checks without new headers after the first check. */
    private static final int PATIENCE = 4;

    static final Duration INTERVAL = ConnectionLimit.GRACE.dividedBy(PATIENCE);

    private final BooleanSupplier full;

    StalledConnections(Server server, BooleanSupplier full) {
        super(server, INTERVAL);
        this.full = full;
    }

    record Seen(long requests, int looks) {}

    @Override
    Seen look(EndPoint endPoint, Seen before) {
        Connection connection = HttpConnections.http(endPoint);
        if (connection == null || !HttpConnections.lacksHeader(endPoint)) {
            return null;
        }
        long requests = connection.getMessagesIn();
        int looks = before == null || before.requests() != requests ? 0 : before.looks() + 1;
        if (looks >= PATIENCE && full.getAsBoolean()) {
            endPoint.close();
            return null;
        }
        return new Seen(requests, looks);
    }
}
