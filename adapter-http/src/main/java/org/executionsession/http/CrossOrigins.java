package org.executionsession.http;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.handler.CrossOriginHandler;

/** Lets pages of chosen origins call from a browser. */
final class CrossOrigins {

    private CrossOrigins() {}

    static Handler.Singleton of(List<String> origins) {
        CrossOriginHandler handler = new CrossOriginHandler();
        handler.setAllowedOriginPatterns(origins.stream().map(Pattern::quote).collect(Collectors.toSet()));
        handler.setAllowedMethods(Set.of("GET", "HEAD", "POST", "PUT", "DELETE"));
        handler.setAllowedHeaders(Set.of(
                "Content-Type",
                "Authorization",
                "Idempotency-Key",
                "X-Qlik-User",
                "X-Qlik-Xrfkey",
                RequestId.HEADER,
                "traceparent"));
        handler.setExposedHeaders(Set.of("Location", "Retry-After", RequestId.HEADER));
        // Who calls is said by a header that the page sets; a browser adds nothing by itself.
        handler.setAllowCredentials(false);
        // Other callers than browsers send no origin, or any: this check is the browser's.
        handler.setDeliverNonAllowedOriginRequests(true);
        return handler;
    }
}
