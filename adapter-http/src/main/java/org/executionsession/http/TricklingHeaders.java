package org.executionsession.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections whose headers trickle: each byte makes such a connection look busy, so that it never rests for long
 * enough to be closed for that. Looks at all connections from time to time; one that has sent something since the last
 * look, but no request, and has none that is being answered, is closed.
 */
final class TricklingHeaders extends AbstractLifeCycle {

    private final Server server;
    private final Duration patience;

    /** What was seen at the last look. Only touched by one look at a time. */
    private Map<EndPoint, Seen> last = Map.of();

    private volatile Scheduler.Task next;

    TricklingHeaders(Server server, Duration patience) {
        this.server = server;
        this.patience = patience;
    }

    private record Seen(long requests, long bytes) {}

    @Override
    protected void doStart() {
        next = server.getScheduler().schedule(this::look, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    protected void doStop() {
        next.cancel();
    }

    private void look() {
        Map<EndPoint, Seen> seen = new HashMap<>();
        for (Connector connector : server.getConnectors()) {
            for (EndPoint endPoint : connector.getConnectedEndPoints()) {
                Connection connection = http(endPoint);
                if (connection == null || connection.getMessagesIn() > connection.getMessagesOut()) {
                    continue;
                }
                // The bytes as they come, encrypted or not: a handshake can trickle, too.
                Seen now = new Seen(
                        connection.getMessagesIn(), endPoint.getConnection().getBytesIn());
                Seen before = last.get(endPoint);
                if (before != null && before.requests() == now.requests() && before.bytes() != now.bytes()) {
                    endPoint.close();
                } else {
                    seen.put(endPoint, now);
                }
            }
        }
        last = seen;
        if (isRunning()) {
            doStart();
        }
    }

    private static Connection http(EndPoint endPoint) {
        Connection connection = endPoint.getConnection();
        return connection instanceof SslConnection encrypted
                ? encrypted.getSslEndPoint().getConnection()
                : connection;
    }
}
