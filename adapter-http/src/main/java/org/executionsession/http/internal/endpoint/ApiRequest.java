package org.executionsession.http.internal.endpoint;

import io.javalin.http.Context;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.UUID;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.query.text.Guid;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.operations.AccessLogger;
import org.executionsession.http.internal.operations.BasePathHandler;
import org.executionsession.http.internal.overload.Bulkhead;
import org.executionsession.http.internal.overload.DisconnectMonitor;
import org.executionsession.http.internal.overload.LargeResponseLimiter;
import org.executionsession.http.internal.query.QueryParameters;
import org.executionsession.http.internal.security.Authenticator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request to one of our endpoints.
 *
 * @param context the request and its response
 * @param parameters the parameters of its query
 * @param caller who asks
 * @param largeAnswers limits large responses
 */
record ApiRequest(Context context, QueryParameters parameters, Caller caller, LargeResponseLimiter largeAnswers) {

    private static final Logger LOG = LoggerFactory.getLogger(ApiRequest.class);

    static ApiRequest of(Context context, LargeResponseLimiter largeAnswers) {
        return new ApiRequest(context, QueryParameters.of(context), Authenticator.of(context), largeAnswers);
    }

    /** The id in the path; throws a problem when that is none: nothing has such an id. */
    UUID id(String what) {
        String text = context.pathParam("id");
        return Guid.parse(text)
                .orElseThrow(() -> new ProblemException(404, "there is no " + what + " with the id '" + text + "'"));
    }

    /**
     * Answers with JSON.
     *
     * @throws OverloadedException when it is large, too many read such responses slowly, and the request did nothing
     */
    void answer(int status, Json.Value value) {
        byte[] bytes = Json.write(value);
        if (bytes.length <= LargeResponseLimiter.LEAST) {
            send(status, bytes);
            return;
        }
        try {
            largeAnswers.write(bytes.length, caller.key(), () -> send(status, bytes));
        } catch (OverloadedException busy) {
            if (isReading()) {
                throw busy;
            }
            // What was asked for is done, and must not be answered as if it were not.
            LOG.warn(
                    "{} was executed, but its response was lost: {}",
                    AccessLogger.routeOf(context.req()),
                    busy.getMessage());
            // The caller that reads the report of it must not take it for a success.
            context.status(503);
            JsonStream.cut(context.res());
        }
    }

    private void send(int status, byte[] bytes) {
        context.status(status).contentType(Json.CONTENT_TYPE);
        HttpServletResponse response = context.res();
        response.setContentLength(bytes.length);
        try {
            // Not as the library's result, which is a stream that it copies through a buffer of its own.
            response.getOutputStream().write(bytes);
        } catch (IOException gone) {
            LOG.debug("client disconnected", gone);
        }
    }

    private boolean isReading() {
        return switch (context.method().name()) {
            case "GET", "HEAD" -> true;
            default -> false;
        };
    }

    /**
     * Answers with a file.
     *
     * @throws OverloadedException when too many read large responses slowly
     */
    void answer(String type, InputStream file) {
        largeAnswers.write(caller.key(), () -> {
            context.contentType(type);
            try {
                file.transferTo(context.res().getOutputStream());
            } catch (IOException gone) {
                LOG.debug("client disconnected", gone);
            }
        });
    }

    /** Answers with what was made, and where it is. */
    void answerCreated(String path, UUID id, Json.Value value) {
        tellWhere(path, id);
        answer(201, value);
    }

    /** Tells where that is which was made. */
    void tellWhere(String path, UUID id) {
        context.header("Location", BasePathHandler.of(context.req()) + Routes.BASE + path + "/" + id);
    }

    /** Does something of this request when its turn has come; it is not wanted any more when its client has gone. */
    void within(Bulkhead few, Runnable work) {
        try (DisconnectMonitor.Watched client = DisconnectMonitor.watch(context.req())) {
            few.run(caller.key(), client, work);
        }
    }

    void answerNothing() {
        context.status(204);
    }
}
