package org.executionsession.http.internal.security;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.CrossOriginHandler;
import org.eclipse.jetty.util.Callback;
import org.executionsession.http.internal.operations.RequestId;

/** Permits cross-origin requests of configured origins (CORS). */
final class CrossOrigins {

    /** The headers of browsers and pages, of clients of QRS, and of other servers that the same pages call. */
    private static final Set<String> HEADERS = Set.of(
            "Accept",
            "Authorization",
            "Cache-Control",
            "Content-Type",
            "Idempotency-Key",
            "If-None-Match",
            "Last-Event-ID",
            "Pragma",
            "Prefer",
            "Qlik-Csrf-Token",
            "Qlik-Web-Integration-Id",
            "X-Qlik-App",
            "X-Qlik-Security",
            "X-Qlik-User",
            "X-Qlik-Virtual-Proxy-Prefix",
            "X-Qlik-Xrfkey",
            "X-Requested-With",
            RequestId.HEADER,
            "traceparent",
            "tracestate");

    /** Browsers cache a preflight response for at most two hours. The permitted origins change only at a restart. */
    private static final Duration PREFLIGHT_LIFE = Duration.ofHours(1);

    private CrossOrigins() {}

    static Handler.Singleton of(List<String> origins) {
        CrossOriginHandler handler = new OneOriginHandler();
        // Jetty ignores case, but the check of cross-site requests does not, and browsers send lower case.
        handler.setAllowedOriginPatterns(origins.stream()
                .map(origin -> "(?-i:" + Pattern.quote(origin) + ")")
                .collect(Collectors.toSet()));
        handler.setAllowedMethods(Set.of("GET", "HEAD", "POST", "PUT", "DELETE"));
        handler.setAllowedHeaders(HEADERS);
        handler.setExposedHeaders(
                Set.of("ETag", "Location", "Preference-Applied", "Retry-After", "WWW-Authenticate", RequestId.HEADER));
        handler.setPreflightMaxAge(PREFLIGHT_LIFE);
        // Mashups request with credentials even if they have none; without this header, the browser drops the
        // response. The origins are an explicit list, so the response names one origin and never *.
        handler.setAllowCredentials(true);
        // The browser enforces CORS. Other clients can send any Origin or none.
        handler.setDeliverNonAllowedOriginRequests(true);
        return handler;
    }

    /** Jetty permits a list if one of its origins is permitted. No browser sends a list. */
    private static final class OneOriginHandler extends CrossOriginHandler {

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            List<String> origins = request.getHeaders().getValuesList(HttpHeader.ORIGIN);
            boolean isList =
                    origins.size() > 1 || origins.size() == 1 && origins.get(0).contains(" ");
            if (isList) {
                response.getHeaders().add(HttpHeader.VARY, HttpHeader.ORIGIN.asString());
                return getHandler().handle(request, response, callback);
            }
            return super.handle(request, response, callback);
        }
    }
}
