package org.executionsession.http.internal.overload;

import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.QoSHandler;
import org.eclipse.jetty.util.Callback;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.operations.ProblemResponse;

/**
 * Limits the number of concurrent requests. As many can wait in a queue, in order of arrival and for a limited time.
 * Further ones are rejected at once, while a rejection is cheap and the client still waits for it.
 */
final class RequestLimiter extends QoSHandler {

    private static final Problem TOO_MANY = new Problem(
            HttpStatus.SERVICE_UNAVAILABLE_503,
            "the limit of concurrent requests is reached; nothing was done, try again");

    RequestLimiter(int atOnce) {
        setMaxRequestCount(atOnce);
        setMaxSuspendedRequestCount(atOnce);
        setMaxSuspend(OverloadProtection.QUEUE_TIMEOUT);
    }

    /** A long request holds no thread, so it does not count. */
    @Override
    public boolean onConditionsMet(Request request, Response response, Callback callback) throws Exception {
        return LongRequests.isLong(request)
                ? nextHandler(request, response, callback)
                : super.onConditionsMet(request, response, callback);
    }

    @Override
    protected void reject(Request request, Response response, Callback callback, int status) {
        ProblemResponse.write(TOO_MANY, request, response, callback);
    }

    /**
     * Rejects a request that was queued for too long; Jetty would pass it to the error handler, which does not know the limit.
     * A failure of a request that has left the queue is not a rejection.
     */
    @Override
    protected void failSuspended(Request request, Response response, Callback callback, int status, Throwable failure) {
        if (failure instanceof TimeoutException && status == getRejectStatusCode()) {
            ProblemResponse.write(TOO_MANY, request, response, callback);
        } else {
            super.failSuspended(request, response, callback, status, failure);
        }
    }

    /** Returns the number of rejected requests since the start. */
    long rejected() {
        return getTotalExceededRequestCount() + getTotalExpiredRequestCount();
    }
}
