package org.executionsession.http.internal.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.StringUtil;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.ReadinessCheck;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.security.LocalCaller;

/**
 * Serves liveness, readiness and metrics. It runs before the request limits and does not block a thread, so an
 * overloaded server still responds.
 */
public final class ManagementEndpoints extends Handler.Wrapper {

    private static final String HEALTH = "/health/";
    private static final String LIVE = "/health/live";
    private static final String READY = "/health/ready";
    private static final String METRICS = "/metrics";
    private static final String METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final ManagementConfig management;
    private final ReadinessCheck readiness;
    private final Audience audience;

    /**
     * Creates the endpoints of a server.
     *
     * @param readiness the readiness check of the server, used instead of the one in {@code management}
     * @param audience who can read the metrics
     */
    public ManagementEndpoints(ManagementConfig management, ReadinessCheck readiness, Audience audience) {
        this.management = management;
        this.readiness = readiness;
        this.audience = audience;
    }

    /** Who can read the metrics. */
    public enum Audience {
        /** Every client; for the admin port. */
        OPERATORS,

        /** Unproxied clients on the same machine, if there is no admin port. */
        THIS_MACHINE,

        /** No client of this port: with client authentication, a proxy on the same machine could expose the metrics. */
        NONE
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        String path = request.getHttpURI().getPath();
        if (path == null || !isOperationsPath(path)) {
            return super.handle(request, response, callback);
        }
        String normalizedPath = StringUtil.asciiToLowerCase(path);
        if (!normalizedPath.equals(LIVE)
                && !normalizedPath.equals(READY)
                && !(normalizedPath.equals(METRICS) && showsMetrics(request))) {
            return super.handle(request, response, callback);
        }
        if (!request.consumeAvailable()) {
            // The rest of the body is not read, so the connection cannot be reused.
            response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
        }
        String method = request.getMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
            Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
            return true;
        }
        switch (normalizedPath) {
            case LIVE -> health(Optional.empty(), response, callback);
            case READY ->
                readiness
                        .check()
                        .exceptionally(failure -> Optional.of("the check failed"))
                        .thenAccept(reason -> health(reason, response, callback));
            default -> text(management.metrics().get(), METRICS_TYPE, response, callback);
        }
        return true;
    }

    /** Checks the prefix only, because this runs for every request. */
    private static boolean isOperationsPath(String path) {
        return StringUtil.asciiStartsWithIgnoreCase(path, HEALTH) || StringUtil.asciiEqualsIgnoreCase(path, METRICS);
    }

    private boolean showsMetrics(Request request) {
        if (management.metrics() == null) {
            return false;
        }
        return switch (audience) {
            case OPERATORS -> true;
            case THIS_MACHINE -> management.adminPort() == null && LocalCaller.isCallerOf(request);
            case NONE -> false;
        };
    }

    private static void health(Optional<String> reason, Response response, Callback callback) {
        response.setStatus(reason.isEmpty() ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503);
        byte[] body = Json.write(json -> {
            json.writeStartObject();
            json.writeStringField("status", reason.isEmpty() ? "up" : "down");
            if (reason.isPresent()) {
                json.writeStringField("reason", reason.get());
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
