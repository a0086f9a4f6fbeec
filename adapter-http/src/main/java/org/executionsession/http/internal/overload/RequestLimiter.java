package org.executionsession.http.internal.overload;

import java.time.Duration;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.QoSHandler;
import org.eclipse.jetty.util.Callback;

/**
 * Bounds how many requests are processed at once. As many may wait for their turn, in the order in which they came, and a
 * bounded time; more are rejected at once, while that is cheap and their callers still listen.
 */
public final class RequestLimiter extends QoSHandler {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    public RequestLimiter(int atOnce) {
        setMaxRequestCount(atOnce);
        setMaxSuspendedRequestCount(atOnce);
        setMaxSuspend(PATIENCE);
    }

    @Override
    protected void reject(Request request, Response response, Callback callback, int status) {
        Response.writeError(request, response, callback, HttpStatus.SERVICE_UNAVAILABLE_503);
    }

    /** How many were rejected since the start. */
    public long rejected() {
        return getTotalExceededRequestCount() + getTotalExpiredRequestCount();
    }
}
