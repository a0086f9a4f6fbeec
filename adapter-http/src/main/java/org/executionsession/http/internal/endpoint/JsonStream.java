package org.executionsession.http.internal.endpoint;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.operations.AccessLogger;
import org.executionsession.http.internal.operations.ResponseHeaders;
import org.executionsession.http.internal.overload.BufferedBody;
import org.executionsession.http.internal.overload.ConnectionReset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams JSON responses, so that a list is never completely in memory. */
final class JsonStream {

    private static final Logger LOG = LoggerFactory.getLogger(JsonStream.class);

    private JsonStream() {}

    /**
     * Writes a response. A failure before the response is committed is rethrown, and becomes a problem document.
     * After that, the connection is cut, so that the client cannot mistake a truncated response for a complete one.
     *
     * @throws TruncatedResponseException after the connection was cut
     */
    static void respond(int status, Json.Value value, ApiRequest request) {
        BufferedBody.release(request.context());
        HttpServletResponse response = request.context().res();
        request.context().status(status).contentType(Json.CONTENT_TYPE);
        try {
            Json.write(response.getOutputStream(), value);
        } catch (IOException | UncheckedIOException gone) {
            LOG.debug("client disconnected before the response to {} was complete", route(request), gone);
            cutForDisconnectedClient(request.context());
        } catch (CancellationException gone) {
            LOG.debug("client disconnected before the response to {} was complete", route(request), gone);
            if (!response.isCommitted()) {
                ResponseHeaders.reset(response);
            }
            throw gone;
        } catch (RuntimeException | Error failure) {
            if (!response.isCommitted()) {
                // Resets the content type and its charset too.
                ResponseHeaders.reset(response);
                throw failure;
            }
            cut(request.context(), ExceptionMapper.isTemporary(failure) ? 503 : 500);
            throw new TruncatedResponseException("the response to " + route(request) + " was truncated", failure);
        }
    }

    /** A response was truncated; the cause is the failure. */
    static final class TruncatedResponseException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private TruncatedResponseException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The route template; the path itself is client input, which is not logged. */
    private static String route(ApiRequest request) {
        return AccessLogger.routeOf(request.context().req());
    }

    /**
     * Resets the connection without completing the response.
     *
     * @param status the status for the access log; the client receives none
     */
    static void cut(Context context, int status) {
        AccessLogger.report(context.req(), status);
        try {
            ConnectionReset.onClose(context.req());
            // Jetty closes the connection on status -1.
            context.res().sendError(-1);
        } catch (IOException gone) {
            LOG.debug("the connection is already closed", gone);
        }
    }

    /** Does the same for a client that has disconnected. */
    static void cutForDisconnectedClient(Context context) {
        cut(context, AccessLogger.CLIENT_CLOSED_REQUEST);
    }
}
