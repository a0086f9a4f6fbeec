package org.executionsession.http.internal.overload;

import java.time.Duration;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Server;

/**
 * Closes connections whose headers trickle: each byte makes such a connection look busy, so that it never rests for long
 * enough to be closed for that. One that has sent something between two looks, and again before the next one, but no
 * request, is closed.
 */
final class SlowHeaderMonitor extends ConnectionMonitor<SlowHeaderMonitor.Seen> {

    SlowHeaderMonitor(Server server, Duration patience) {
        super(server, patience);
    }

    record Seen(long requests, long bytes, boolean trickling) {}

    @Override
    Seen look(EndPoint endPoint, Seen before) {
        Connection connection = HttpConnections.http(endPoint);
        if (connection == null) {
            return null;
        }
        long requests = connection.getMessagesIn();
        // As they come, encrypted or not: a handshake can trickle, too.
        long bytes = endPoint.getConnection().getBytesIn();
        boolean trickling = before != null && before.requests() == requests && before.bytes() != bytes;
        if (trickling && before.trickling()) {
            endPoint.close();
            return null;
        }
        return new Seen(requests, bytes, trickling);
    }
}
