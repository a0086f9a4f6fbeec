package org.executionsession.http.internal.operations;

import jakarta.servlet.ServletRequest;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.NanoTime;
import org.executionsession.http.config.RequestListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Reports every response to the listener and, if configured, in the access log. It reports the route template, so
 * that neither contains client input from paths and queries.
 */
public final class AccessLogger implements RequestLog {

    /** The nonstandard status of nginx for a client that disconnected. */
    public static final int CLIENT_CLOSED_REQUEST = 499;

    /** A separate logger name, so that operators can route the access log elsewhere. */
    static final String LOGGER = "org.executionsession.access";

    /** The route of a request that no route matched. */
    static final String NO_ROUTE = "none";

    private static final Logger ACCESS = LoggerFactory.getLogger(LOGGER);

    private static final String ROUTE = AccessLogger.class.getName();

    private static final String STATUS = ROUTE + ".status";

    private static final String WAITED = ROUTE + ".waited";

    private static final String WRITE_FAILED = ROUTE + ".writeFailed";

    private final RequestListener listener;
    private final boolean accessLog;

    public AccessLogger(RequestListener listener, boolean accessLog) {
        this.listener = listener;
        this.accessLog = accessLog;
    }

    /** Sets the route that processes a request. */
    public static void taken(ServletRequest request, String route) {
        request.setAttribute(ROUTE, route);
    }

    /** Sets the route of a request that is rejected before it reaches the route. */
    public static void taken(Request request, String route) {
        request.setAttribute(ROUTE, route);
    }

    /**
     * Sets the status to report for a request, whatever the response has: for a connection that is cut, Jetty sets 500, and for
     * a client that has disconnected, {@link #CLIENT_CLOSED_REQUEST} is reported.
     */
    public static void report(ServletRequest request, int status) {
        request.setAttribute(STATUS, status);
    }

    /**
     * Returns the part of the duration of a request, in nanoseconds, that the listener does not count, since the client wanted to wait. It can be
     * set at any time; the request itself cannot be used any more when the server has ended it.
     */
    public static AtomicLong waited(ServletRequest request) {
        AtomicLong nanos = new AtomicLong();
        request.setAttribute(WAITED, nanos);
        return nanos;
    }

    /** Sets that the server has failed, so that the status 500 is reported also if the client has disconnected. */
    public static void failed(Request request) {
        request.setAttribute(STATUS, HttpStatus.INTERNAL_SERVER_ERROR_500);
    }

    /** Sets that bytes of the response could not be sent. Without another failure, the client has disconnected. */
    static void writeFailed(Request request) {
        request.setAttribute(WRITE_FAILED, true);
    }

    /** Returns whether a route has begun to process a request. */
    static boolean isTaken(Request request) {
        return request.getAttribute(ROUTE) != null;
    }

    /** Returns the route that processes a request. */
    public static String routeOf(ServletRequest request) {
        return route(request.getAttribute(ROUTE));
    }

    private static String route(Object taken) {
        return taken instanceof String route ? route : NO_ROUTE;
    }

    @Override
    public void log(Request request, Response response) {
        long nanos = NanoTime.since(request.getHeadersNanoTime());
        String route = route(request.getAttribute(ROUTE));
        String method = HttpMethod.fromString(request.getMethod()) == null ? "OTHER" : request.getMethod();
        int status = status(request, response);
        long waited = request.getAttribute(WAITED) instanceof AtomicLong part ? part.get() : 0;
        listener.onResponse(method, route, status, Math.max(0, nanos - waited));
        if (accessLog) {
            MDC.put(MdcHandler.KEY, ResponseHeaders.requestId(response));
            try {
                logLine(method, route, status, nanos / 1_000 / 1_000.0);
            } finally {
                MDC.remove(MdcHandler.KEY);
            }
        }
    }

    /** Returns the status that the server meant; the response has the status 500 if it was aborted. */
    private static int status(Request request, Response response) {
        if (request.getAttribute(STATUS) instanceof Integer meant) {
            return meant;
        }
        boolean isAborted = response.getStatus() == HttpStatus.INTERNAL_SERVER_ERROR_500
                && request.getAttribute(WRITE_FAILED) != null;
        return isAborted ? CLIENT_CLOSED_REQUEST : response.getStatus();
    }

    private static void logLine(String method, String route, int status, double milliseconds) {
        ACCESS.atInfo()
                .addKeyValue("method", method)
                .addKeyValue("route", route)
                .addKeyValue("status", status)
                .addKeyValue("milliseconds", milliseconds)
                .log("{} {} {} {} ms", method, route, status, milliseconds);
    }
}
