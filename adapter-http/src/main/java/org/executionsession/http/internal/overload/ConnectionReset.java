package org.executionsession.http.internal.overload;

import jakarta.servlet.http.HttpServletRequest;
import java.net.StandardSocketOptions;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.EndPoint;

/**
 * Resets connections instead of closing them. A response to HTTP/1.0 or with {@code Connection: close} ends with the connection
 * (RFC 9112, part 6.3), so a client would take a truncated response for a complete one.
 */
public final class ConnectionReset {

    private ConnectionReset() {}

    /** Makes the next close of a request's connection a reset. */
    public static void onClose(HttpServletRequest request) {
        onClose(endPoint(request));
    }

    /** Returns an action that resets the connection of a request at once. */
    public static Runnable of(HttpServletRequest request) {
        EndPoint endPoint = endPoint(request);
        return () -> now(endPoint);
    }

    /** Resets a connection at once. */
    static void now(EndPoint endPoint) {
        onClose(endPoint);
        endPoint.close();
    }

    static EndPoint endPoint(HttpServletRequest request) {
        return ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
    }

    /** Makes the next close of a connection a reset. */
    static void onClose(EndPoint endPoint) {
        PeekingEndPoint.setOption(endPoint, StandardSocketOptions.SO_LINGER, 0);
    }
}
