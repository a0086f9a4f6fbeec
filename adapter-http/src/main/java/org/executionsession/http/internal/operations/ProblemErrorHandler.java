package org.executionsession.http.internal.operations;

import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.ee10.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.executionsession.http.internal.json.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Responds with a problem document to failures before a request reaches a route, such as bad framing or oversized
 * headers.
 */
public final class ProblemErrorHandler extends ErrorPageErrorHandler {

    private static final Problem WAITED_TOO_LONG = new Problem(
            HttpStatus.SERVICE_UNAVAILABLE_503,
            "the request waited too long while the connection limit was reached; nothing was done, try again");

    private static final Logger LOG = LoggerFactory.getLogger(ProblemErrorHandler.class);

    private final LogRateLimiter failures = new LogRateLimiter(LOG);
    private final int maxHeaderBytes;

    public ProblemErrorHandler(int maxHeaderBytes) {
        this.maxHeaderBytes = maxHeaderBytes;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (isClosed(request.getAttribute(ERROR_EXCEPTION))) {
            // The connection is closed, so nobody receives this status; it is for the access log. If no route has
            // begun, the request was not complete.
            response.setStatus(
                    AccessLogger.isTaken(request)
                            ? AccessLogger.CLIENT_CLOSED_REQUEST
                            : HttpStatus.REQUEST_TIMEOUT_408);
        }
        if (response.getStatus() == HttpStatus.INTERNAL_SERVER_ERROR_500
                && request.getAttribute(ERROR_EXCEPTION) instanceof TimeoutException
                && !AccessLogger.isTaken(request)) {
            // While the connection limit is reached, connections are idle for a second only, also if their requests
            // are queued.
            ProblemResponse.write(WAITED_TOO_LONG, request, response, callback);
            return true;
        }
        int status = response.getStatus();
        if (status < 400 || HttpStatus.hasNoBody(status)) {
            callback.succeeded();
            return true;
        }
        if (status == HttpStatus.INTERNAL_SERVER_ERROR_500) {
            AccessLogger.failed(request);
            if (request.getAttribute(ERROR_EXCEPTION) instanceof Throwable failure) {
                // No handler has caught and logged it.
                failures.error("a request", failure);
            }
        }
        Problem problem = request.getAttribute(ERROR_EXCEPTION) instanceof HeaderLimitException limit
                ? limit.problem()
                : new Problem(status, detail(status));
        ProblemResponse.write(problem, request, response, callback);
        return true;
    }

    /** Returns whether a failure is that of a closed connection. */
    static boolean isClosed(Object failure) {
        return failure instanceof EofException || failure instanceof ClosedChannelException;
    }

    private String detail(int status) {
        return switch (status) {
            case HttpStatus.URI_TOO_LONG_414, HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE_431 ->
                "the path, the query and the headers are larger than the limit of " + maxHeaderBytes + " bytes";
            case HttpStatus.REQUEST_TIMEOUT_408 -> "the request was not received within the timeout";
            case HttpStatus.MISDIRECTED_REQUEST_421 ->
                "the request is not for this server: its Host is neither the loopback nor one of --allowed-hosts";
            case HttpStatus.SERVICE_UNAVAILABLE_503 -> "the server is stopping; nothing was done, try again";
            case HttpStatus.HTTP_VERSION_NOT_SUPPORTED_505 -> "the request line must end with HTTP/1.1 or HTTP/1.0";
            case HttpStatus.METHOD_NOT_ALLOWED_405 -> "this path supports only GET and HEAD";
            case HttpStatus.NOT_FOUND_404 -> "no resource exists at this path";
            default -> status < 500 ? "the request is malformed" : "the server failed";
        };
    }
}
