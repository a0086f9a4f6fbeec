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
 * enough to be closed for that. Looks at all connections from time to time; one that has sent something between two looks,
 * and again before the next one, but no request, is closed.
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

    private record Seen(long requests, long bytes, boolean trickling) {}

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
                if (connection == null) {
                    continue;
                }
                long requests = connection.getMessagesIn();
                // As they come, encrypted or not: a handshake can trickle, too.
                long bytes = endPoint.getConnection().getBytesIn();
                Seen before = last.get(endPoint);
                boolean trickling = before != null && before.requests() == requests && before.bytes() != bytes;
                if (trickling && before.trickling()) {
                    endPoint.close();
                } else {
                    seen.put(endPoint, new Seen(requests, bytes, trickling));
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
