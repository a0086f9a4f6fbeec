package org.executionsession.http.internal.overload;

import java.time.Duration;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.NanoTime;

/** Inspects connections of Jetty. */
final class HttpConnections {

    private HttpConnections() {}

    /** Returns the HTTP connection of an end point, with or without TLS; null before it exists. */
    static Connection http(EndPoint endPoint) {
        Connection connection = endPoint.getConnection();
        return connection instanceof SslConnection encrypted
                ? encrypted.getSslEndPoint().getConnection()
                : connection;
    }

    /** Returns whether the request in progress began within a time. */
    static boolean isRequestYounger(Connection connection, Duration age) {
        if (!(connection instanceof HttpConnection http)) {
            return false;
        }
        Request request = http.getHttpChannel().getRequest();
        return request != null && NanoTime.since(request.getBeginNanoTime()) < age.toNanos();
    }

    /** Returns whether no request is in progress, because no complete headers have arrived. */
    static boolean lacksHeader(EndPoint endPoint) {
        return !(http(endPoint) instanceof HttpConnection connection)
                || connection.getHttpChannel().getRequest() == null;
    }

    /** Returns whether a connection waits for the server: for a thread, or for the turn of its TLS handshake. */
    static boolean awaitsServer(EndPoint endPoint) {
        return PeekingEndPoint.unwrapped(endPoint) instanceof PeekingEndPoint socket && !socket.awaitsClient();
    }
}
