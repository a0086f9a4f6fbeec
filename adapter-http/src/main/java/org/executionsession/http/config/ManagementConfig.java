package org.executionsession.http.config;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * What the server tells its operators.
 *
 * @param requestListener is notified of every response; not null
 * @param readiness whether requests should be sent to the server, as far as it depends on others; not null
 * @param metrics the figures as Prometheus reads them; null for none
 * @param accessLog whether each request is logged
 * @param adminHost the interface for operators; not null
 * @param adminPort the management port, 0 for any free one; null for none: then metrics are served on the port of the
 *     contract to callers on the same machine that speak for themselves
 */
public record ManagementConfig(
        RequestListener requestListener,
        ReadinessCheck readiness,
        Supplier<String> metrics,
        boolean accessLog,
        String adminHost,
        Integer adminPort) {

    /** Rejects null, but for what may be none. */
    public ManagementConfig {
        requireNonNull(requestListener, "requestListener");
        requireNonNull(readiness, "readiness");
        requireNonNull(adminHost, "adminHost");
    }

    /**
     * Tells nothing but that the server is there.
     *
     * @return the settings
     */
    public static ManagementConfig none() {
        return new ManagementConfig(
                RequestListener.NONE,
                () -> CompletableFuture.completedFuture(Optional.empty()),
                null,
                false,
                "127.0.0.1",
                null);
    }
}
