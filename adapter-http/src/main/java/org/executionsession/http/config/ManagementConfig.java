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
        return builder().build();
    }

    /**
     * Returns a builder for settings with health checks only.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds settings; each has a default. */
    public static final class Builder {

        private RequestListener requestListener = RequestListener.NONE;
        private ReadinessCheck readiness = () -> CompletableFuture.completedFuture(Optional.empty());
        private @Nullable Supplier<String> metrics;
        private boolean accessLog;
        private String adminHost = "127.0.0.1";
        private @Nullable Integer adminPort;

        private Builder() {}

        /**
         * Sets the listener that is notified of every response.
         *
         * @param value the listener; not null
         * @return this builder
         */
        public Builder requestListener(RequestListener value) {
            requestListener = requireNonNull(value, "requestListener");
            return this;
        }

        /**
         * Sets the readiness check of what the server depends on, such as the store.
         *
         * @param value the check; not null. By default, the server is always ready
         * @return this builder
         */
        public Builder readiness(ReadinessCheck value) {
            readiness = requireNonNull(value, "readiness");
            return this;
        }

        /**
         * Sets the supplier of the metrics.
         *
         * @param value supplies the metrics in the text format of Prometheus; null for no metrics
         * @return this builder
         */
        public Builder metrics(@Nullable Supplier<String> value) {
            metrics = value;
            return this;
        }

        /**
         * Sets whether each request is logged.
         *
         * @param value true to log each request
         * @return this builder
         */
        public Builder accessLog(boolean value) {
            accessLog = value;
            return this;
        }

        /**
         * Sets the interface of the admin port.
         *
         * @param value the host; not null
         * @return this builder
         */
        public Builder adminHost(String value) {
            adminHost = requireNonNull(value, "adminHost");
            return this;
        }

        /**
         * Sets the admin port.
         *
         * @param value the port, 0 for any free one; null for none
         * @return this builder
         */
        public Builder adminPort(@Nullable Integer value) {
            adminPort = value;
            return this;
        }

        /**
         * Builds the settings.
         *
         * @return the settings
         */
        public ManagementConfig build() {
            return new ManagementConfig(requestListener, readiness, metrics, accessLog, adminHost, adminPort);
        }
    }
}
