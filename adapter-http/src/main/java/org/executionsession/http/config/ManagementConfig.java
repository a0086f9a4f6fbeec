package org.executionsession.http.config;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings for operators: health, metrics, access log and admin port.
 *
 * @param requestListener is notified of every response; not null
 * @param readiness the readiness check of what the server depends on, such as the store; not null
 * @param metrics supplies the metrics in the text format of Prometheus; null for no metrics
 * @param accessLog whether each request is logged
 * @param adminHost the interface of the admin port; not null
 * @param adminPort the admin port, 0 for any free one; null for none. Without it, the main port serves metrics
 *     to unproxied clients on the same machine
 */
public record ManagementConfig(
        RequestListener requestListener,
        ReadinessCheck readiness,
        @Nullable Supplier<String> metrics,
        boolean accessLog,
        String adminHost,
        @Nullable Integer adminPort) {

    /** Rejects null, except for {@code metrics} and {@code adminPort}. */
    public ManagementConfig {
        requireNonNull(requestListener, "requestListener");
        requireNonNull(readiness, "readiness");
        requireNonNull(adminHost, "adminHost");
    }

    /**
     * Returns settings with health checks only.
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
