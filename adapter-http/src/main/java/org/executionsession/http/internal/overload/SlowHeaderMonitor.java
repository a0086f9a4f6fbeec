package org.executionsession.http.internal.overload;

import java.time.Duration;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Server;

/**
 * Closes connections that send their headers slowly. Each byte resets the idle timeout, so that does not close them.
 * A connection is closed if it sends bytes in two successive intervals without completing a request.
 */
final class SlowHeaderMonitor extends ConnectionMonitor<SlowHeaderMonitor.Seen> {

    SlowHeaderMonitor(Server server, Duration patience) {
        super(server, patience);
    }

    record Seen(long requests, long bytes, boolean slow) {}

    @Override
    Seen look(EndPoint endPoint, Seen before) {
        Connection connection = HttpConnections.http(endPoint);
        if (connection == null) {
            return null;
        }
        long requests = connection.getMessagesIn();
        // Raw bytes, before decryption, because a TLS handshake can be slow too.
        long bytes = endPoint.getConnection().getBytesIn();
        boolean slow = before != null && before.requests() == requests && before.bytes() != bytes;
        if (slow && before.slow()) {
            endPoint.close();
            return null;
        }
        return new Seen(requests, bytes, slow);
    }
}
