package org.executionsession.http.internal.security;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.handler.CrossOriginHandler;
import org.executionsession.http.internal.operations.RequestId;

/** Lets pages of chosen origins call from a browser. */
public final class CrossOrigins {

    /** What pages send of their own, what clients of QRS send, and what they send for other servers beside it. */
    private static final Set<String> HEADERS = Set.of(
            "Accept",
            "Authorization",
            "Cache-Control",
            "Content-Type",
            "Idempotency-Key",
            "Pragma",
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

    /** Browsers keep it for two hours at most; what is allowed changes with a restart alone. */
    private static final Duration PREFLIGHT_LIFE = Duration.ofHours(1);

    private CrossOrigins() {}

    public static Handler.Singleton of(List<String> origins) {
        CrossOriginHandler handler = new CrossOriginHandler();
        handler.setAllowedOriginPatterns(origins.stream().map(Pattern::quote).collect(Collectors.toSet()));
        handler.setAllowedMethods(Set.of("GET", "HEAD", "POST", "PUT", "DELETE"));
        handler.setAllowedHeaders(HEADERS);
        handler.setExposedHeaders(Set.of("Location", "Retry-After", "WWW-Authenticate", RequestId.HEADER));
        handler.setPreflightMaxAge(PREFLIGHT_LIFE);
        // Mashups ask for credentials, also when they have none: without this, the browser drops the response. The
        // origins are named one by one, so the response names that of the page and never any.
        handler.setAllowCredentials(true);
        // Other callers than browsers send no origin, or any: this check is the browser's.
        handler.setDeliverNonAllowedOriginRequests(true);
        return handler;
    }
}
