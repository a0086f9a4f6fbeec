package org.executionsession.http.internal.overload;

import jakarta.servlet.http.HttpServletRequest;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Requests that wait for a change or stream events. They hold no thread, so they do not count as concurrent requests, and they may be slow to
 * read while others wait for a thread. They have limits of their own.
 */
public final class LongRequests {

    private static final String LONG = LongRequests.class.getName();

    private LongRequests() {}

    /** Marks a request as a long one. All that could block then runs in the {@link OverloadProtection#longRequests() executor}. */
    public static void mark(Request request) {
        request.setAttribute(LONG, true);
    }

    /** Returns whether a request is a long one. */
    public static boolean isLong(HttpServletRequest request) {
        return request.getAttribute(LONG) != null;
    }

    static boolean isLong(Request request) {
        return request.getAttribute(LONG) != null;
    }

    /** Returns whether a long request is in progress on a connection. */
    static boolean isLong(EndPoint endPoint) {
        Connection connection = HttpConnections.http(endPoint);
        Request request = connection instanceof HttpConnection http
                ? http.getHttpChannel().getRequest()
                : null;
        return request != null && isLong(request);
    }
}
