package org.executionsession.http.internal.endpoint;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CancellationException;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.operations.AccessLogger;
import org.executionsession.http.internal.operations.ResponseHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers with JSON that is written while it is read from the store, and so is never in memory as a whole. */
final class JsonStream {

    private static final Logger LOG = LoggerFactory.getLogger(JsonStream.class);

    private JsonStream() {}

    /**
     * Answers. A failure before anything was sent is thrown on, and becomes a problem; after that it is too late for
     * another status, and the connection is cut, so that nobody takes a part for the whole.
     *
     * @throws TruncatedResponseException after the connection was cut
     */
    static void answer(int status, Json.Value value, ApiRequest request) {
        HttpServletResponse response = request.context().res();
        request.context().status(status).contentType(Json.CONTENT_TYPE);
        try {
            Json.write(response.getOutputStream(), value);
        } catch (IOException | UncheckedIOException gone) {
            LOG.debug("the caller of {} did not wait for the answer", route(request), gone);
            cut(response);
        } catch (CancellationException gone) {
            LOG.debug("the caller of {} did not wait for the answer", route(request), gone);
            throw gone;
        } catch (RuntimeException | Error failure) {
            if (!response.isCommitted()) {
                // All of it: the type of the response with its charset, too.
                ResponseHeaders.reset(response);
                throw failure;
            }
            cut(response);
            throw new TruncatedResponseException("the response to " + route(request) + " was truncated", failure);
        }
    }

    /** A response ended in the middle; its cause is why. */
    static final class TruncatedResponseException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private TruncatedResponseException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Its path would be what the caller wrote. */
    private static String route(ApiRequest request) {
        return AccessLogger.routeOf(request.context().req());
    }

    /** Ends the connection without ending the response. */
    static void cut(HttpServletResponse response) {
        try {
            // What Jetty takes as the wish for that.
            response.sendError(-1);
        } catch (IOException gone) {
            LOG.debug("the connection was cut already", gone);
        }
    }
}
