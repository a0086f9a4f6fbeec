package org.executionsession.http.internal.overload;

import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.internal.HttpConnection;

/** Looks into connections of Jetty. */
final class HttpConnections {

    private HttpConnections() {}

    /** What speaks HTTP over a connection, encrypted or not; null before there is any. */
    static Connection http(EndPoint endPoint) {
        Connection connection = endPoint.getConnection();
        return connection instanceof SslConnection encrypted
                ? encrypted.getSslEndPoint().getConnection()
                : connection;
    }

    /** Whether no request is processed or answered, since no whole header has come. */
    static boolean lacksHeader(EndPoint endPoint) {
        return !(http(endPoint) instanceof HttpConnection connection)
                || connection.getHttpChannel().getRequest() == null;
    }
}
