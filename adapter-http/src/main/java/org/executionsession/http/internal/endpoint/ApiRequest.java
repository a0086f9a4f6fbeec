package org.executionsession.http.internal.endpoint;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.query.text.Guid;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.operations.AccessLogger;
import org.executionsession.http.internal.operations.BasePathHandler;
import org.executionsession.http.internal.overload.BufferedBody;
import org.executionsession.http.internal.overload.Bulkhead;
import org.executionsession.http.internal.overload.DisconnectMonitor;
import org.executionsession.http.internal.overload.LargeResponseLimiter;
import org.executionsession.http.internal.query.QueryParameters;
import org.executionsession.http.internal.security.Security;
import org.executionsession.http.internal.watch.EntityTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request to an endpoint, with its response.
 *
 * @param context the request and its response
 * @param parameters the query parameters
 * @param caller the caller
 * @param largeResponses limits large responses
 */
record ApiRequest(Context context, QueryParameters parameters, Caller caller, LargeResponseLimiter largeResponses) {

    private static final Logger LOG = LoggerFactory.getLogger(ApiRequest.class);

    static ApiRequest of(Context context, LargeResponseLimiter largeResponses) {
        return new ApiRequest(context, QueryParameters.of(context), Security.callerOf(context), largeResponses);
    }

    /** Returns the id in the path. A malformed id gets 404, as no entity has it. */
    UUID id(String what) {
        String text = context.pathParam("id");
        return Guid.parse(text)
                .orElseThrow(() -> new ProblemException(404, "there is no " + what + " with the id '" + text + "'"));
    }

    /**
     * Responds with JSON.
     *
     * @throws OverloadedException if the response is large, the limit of large responses is reached, and the request
     *     only reads
     */
    void respond(int status, Json.Value value) {
        respond(status, Json.CONTENT_TYPE, largeResponses.json(value));
    }

    /**
     * Responds with status 200 and the bytes of JSON.
     *
     * @throws OverloadedException as above
     */
    void respond(byte[] json) {
        respond(200, Json.CONTENT_TYPE, json);
    }

    /**
     * Responds with status 200 and bytes of another type.
     *
     * @throws OverloadedException as above
     */
    void respond(String type, byte[] bytes) {
        respond(200, type, bytes);
    }

    private void respond(int status, String type, byte[] bytes) {
        BufferedBody.release(context);
        if (bytes.length <= LargeResponseLimiter.LEAST) {
            send(status, type, bytes);
            return;
        }
        try {
            runMonitored(client -> {
                largeResponses.write(bytes.length, caller.key(), client, !isReading(), () -> send(status, type, bytes));
                warnIfReset(client);
            });
        } catch (OverloadedException busy) {
            if (isReading()) {
                throw busy;
            }
            // The change is committed, so the response must not be that nothing was done.
            warnOfLostResponse(busy.getMessage());
            JsonStream.cut(context, 503);
        } catch (CancellationException disconnected) {
            if (!isReading()) {
                warnOfLostResponse(disconnected.getMessage());
            }
            throw disconnected;
        }
    }

    /** Logs that a change was executed, if the connection was reset in the middle of its response. */
    void warnIfReset(DisconnectMonitor.MonitoredRequest client) {
        if (client.isReset() && !isReading()) {
            warnOfLostResponse("the connection was reset for others who waited");
        }
    }

    private void warnOfLostResponse(String reason) {
        LOG.warn("{} was executed, but its response was lost: {}", AccessLogger.routeOf(context.req()), reason);
    }

    private void send(int status, String type, byte[] bytes) {
        context.status(status).contentType(type);
        HttpServletResponse response = context.res();
        response.setContentLength(bytes.length);
        try {
            // Written directly: Javalin would copy its result through an additional buffer.
            response.getOutputStream().write(bytes);
        } catch (IOException gone) {
            LOG.debug("client disconnected", gone);
            JsonStream.cutForDisconnectedClient(context);
        }
    }

    private boolean isReading() {
        return switch (context.method().name()) {
            case "GET", "HEAD" -> true;
            default -> false;
        };
    }

    /**
     * Responds with a file, or with status 304 if the client knows it.
     *
     * @throws OverloadedException if the file is large, and the limit of large responses is reached
     */
    void respond(StaticFile file) {
        context.header("ETag", file.tag()).header("Cache-Control", "no-cache");
        if (EntityTag.isIn(Collections.list(context.req().getHeaders("If-None-Match")), file.tag())) {
            context.status(304);
        } else if (context.method() == HandlerType.HEAD) {
            context.contentType(file.type()).res().setContentLength(file.bytes().length);
        } else if (file.bytes().length <= LargeResponseLimiter.LEAST) {
            send(200, file.type(), file.bytes());
        } else {
            // The response takes no memory of its own.
            runMonitored(
                    client -> largeResponses.write(caller.key(), client, () -> send(200, file.type(), file.bytes())));
        }
    }

    /** Responds with status 201, the created entity and its location. */
    void respondCreated(String path, UUID id, Json.Value value) {
        location(path, id);
        respond(201, value);
    }

    /** Sets the {@code Location} header to a created entity. */
    void location(String path, UUID id) {
        context.header("Location", BasePathHandler.of(context.req()) + Routes.BASE + path + "/" + id);
    }

    /**
     * Runs work of this request within a bulkhead. If the client disconnects while the request is queued, the work is
     * not run.
     */
    void within(Bulkhead bulkhead, Runnable work) {
        withinYielding(bulkhead, permit -> work.run());
    }

    /** Runs work that yields its permit, as {@link #within(Bulkhead, Runnable)} does. What has begun continues if the client disconnects. */
    void withinYielding(Bulkhead bulkhead, Consumer<Bulkhead.Permit> work) {
        try (DisconnectMonitor.MonitoredRequest client = DisconnectMonitor.monitor(context.req())) {
            bulkhead.run(caller.key(), client, work);
        }
    }

    /**
     * Runs work that can be preempted.
     *
     * @throws OverloadedException if it was preempted before the response began
     */
    void runMonitored(Consumer<DisconnectMonitor.MonitoredRequest> work) {
        try (DisconnectMonitor.MonitoredRequest client = DisconnectMonitor.monitor(context.req())) {
            try {
                work.accept(client);
            } catch (CancellationException cancelled) {
                if (!client.isPreempted()) {
                    throw cancelled;
                }
                if (!context.res().isCommitted()) {
                    throw new OverloadedException(
                            "the request was ended for others who waited, because its caller has several such requests");
                }
                JsonStream.cut(context, 503);
            } finally {
                if (client.isReset()) {
                    AccessLogger.report(context.req(), 503);
                }
            }
        }
    }

    /**
     * Runs work within a bulkhead, until the client disconnects, or until others who have fewer requests in the bulkhead have waited for long. Both cancel the
     * signal that the work gets. Work that does not use it ends when it writes its response.
     *
     * @throws OverloadedException if the bulkhead is full, or if the signal was cancelled for others before the response began
     */
    void runPreemptible(Bulkhead bulkhead, Consumer<DisconnectMonitor.MonitoredRequest> work) {
        runPreemptible(List.of(bulkhead), work);
    }

    /** Runs work within several bulkheads, the first one outside of the next. */
    void runPreemptible(List<Bulkhead> bulkheads, Consumer<DisconnectMonitor.MonitoredRequest> work) {
        runMonitored(client -> within(bulkheads, client, () -> work.accept(client)));
    }

    private void within(List<Bulkhead> bulkheads, DisconnectMonitor.MonitoredRequest client, Runnable work) {
        if (bulkheads.isEmpty()) {
            work.run();
        } else {
            bulkheads
                    .get(0)
                    .runPreemptible(
                            caller.key(), client, () -> within(bulkheads.subList(1, bulkheads.size()), client, work));
        }
    }

    /** Returns the result of work within a bulkhead, as {@link #within(Bulkhead, Runnable)} does. */
    <T> T within(Bulkhead bulkhead, Supplier<T> work) {
        AtomicReference<T> result = new AtomicReference<>();
        within(bulkhead, () -> result.set(work.get()));
        return result.get();
    }

    void respondNoContent() {
        context.status(204);
    }
}
