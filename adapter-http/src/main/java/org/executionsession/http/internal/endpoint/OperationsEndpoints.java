package org.executionsession.http.internal.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.ReadinessCheck;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.security.LocalCaller;

/**
 * Answers what machines of the operator ask: whether the process is alive, whether requests should be sent to it, and its
 * figures. It stands before the limits and holds no thread while it waits: a server that rejects work still answers this.
 */
public final class OperationsEndpoints extends Handler.Wrapper {

    private static final String HEALTH = "/health/";
    private static final String LIVE = "/health/live";
    private static final String READY = "/health/ready";
    private static final String METRICS = "/metrics";
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final ManagementConfig operations;
    private final ReadinessCheck readiness;
    private final Audience audience;

    /**
     * Answers for a server.
     *
     * @param readiness that of the server, in place of the one in its settings
     * @param audience who is told the figures
     */
    public OperationsEndpoints(ManagementConfig operations, ReadinessCheck readiness, Audience audience) {
        this.operations = operations;
        this.readiness = readiness;
        this.audience = audience;
    }

    /** Who is told the figures. */
    public enum Audience {
        /** The caller that reaches the port, which is for operators alone. */
        OPERATORS,

        /** Callers on the same machine that speak for themselves, when the figures have no port of their own. */
        THIS_MACHINE,

        /** Nobody on this port: on a server that asks who calls, a proxy on the same machine might let anybody in. */
        NONE
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = request.getHttpURI().getPath();
        if (path == null || !isOurs(path)) {
            return super.handle(request, response, callback);
        }
        String place = path.toLowerCase(Locale.ROOT);
        if (!place.equals(LIVE) && !place.equals(READY) && !(place.equals(METRICS) && showsMetrics(request))) {
            return super.handle(request, response, callback);
        }
        if (!request.consumeAvailable()) {
            // It is answered without its body, after which there can be no other request.
            response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        }
        String method = request.getMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
            return true;
        }
        switch (place) {
            case LIVE -> health(Optional.empty(), response, callback);
            case READY ->
                readiness
                        .check()
                        .exceptionally(failure -> Optional.of("the check failed"))
                        .thenAccept(fault -> health(fault, response, callback));
            default -> text(operations.metrics().get(), METRICS_TYPE, response, callback);
        }
        return true;
    }

    /** A glance at the first letters: every request comes by here. */
    private static boolean isOurs(String path) {
        return path.regionMatches(true, 0, HEALTH, 0, HEALTH.length()) || path.equalsIgnoreCase(METRICS);
    }

    private boolean showsMetrics(Request request) {
        if (operations.metrics() == null) {
            return false;
        }
        return switch (audience) {
            case OPERATORS -> true;
            case THIS_MACHINE -> operations.adminPort() == null && LocalCaller.isCallerOf(request);
            case NONE -> false;
        };
    }

    private static void health(Optional<String> fault, Response response, Callback callback) {
        response.setStatus(fault.isEmpty() ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503);
        byte[] body = Json.write(json -> {
            json.writeStartObject();
            json.writeStringField("status", fault.isEmpty() ? "up" : "down");
            if (fault.isPresent()) {
                json.writeStringField("reason", fault.get());
            }
            json.writeEndObject();
        });
        write(body, Json.CONTENT_TYPE, response, callback);
    }

    private static void text(String text, String type, Response response, Callback callback) {
        write(text.getBytes(StandardCharsets.UTF_8), type, response, callback);
    }

    private static void write(byte[] body, String type, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }
}
