package org.executionsession.http.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits on clients. The server rejects requests beyond a limit early, so that they do not slow down others.
 *
 * @param maxHeaderBytes the maximum size of path, query and headers together; larger ones get 414 or 431
 * @param maxBodyBytes the maximum size of a request body; a larger one gets 413
 * @param maxConcurrentRequests the maximum number of concurrent requests; as many wait in a queue, of one
 *     caller three quarters as many, and further ones get 503
 * @param maxConnections the maximum number of open connections; further ones are not accepted until one closes
 * @param maxConnectionsPerAddress the maximum number of connections of one address or one IPv6 /64 network; a further
 *     connection replaces its oldest one without a request in progress
 * @param requestBufferBytes the memory of all request bodies together, not counting 16 KiB of each, and as much again
 *     for responses of more than 64 KiB. A quarter of the memory of bodies is for requests that need no privilege but to
 *     read, the rest for others; each part is never less than two bodies of the maximum size. Further requests of the caller that uses the most get
 *     503, those of others wait for up to five seconds
 * @param requestTimeout the timeout of receiving a whole body; a slower one gets 408. Headers have up to three times
 *     as long; then the connection is closed; not null
 * @param idleTimeout how long a connection may be idle in both directions before it is closed; not null
 * @param watch the limits of requests that wait, and of streams of events; not null
 */
public record LimitsConfig(
        int maxHeaderBytes,
        int maxBodyBytes,
        int maxConcurrentRequests,
        int maxConnections,
        int maxConnectionsPerAddress,
        long requestBufferBytes,
        Duration requestTimeout,
        Duration idleTimeout,
        WatchConfig watch) {

    /** A filter with 500 ids of the longest property path takes 66 KiB if fully percent-encoded. */
    private static final int MAX_HEADER_BYTES = 72 * 1024;

    /**
     * The heap for each connection. The default connection limit leaves free heap even if every connection has sent
     * headers of the maximum size.
     */
    private static final long HEAP_FOR_A_CONNECTION = 3 * MAX_HEADER_BYTES;

    /** The heap for each buffered byte: a parsed body takes many times the memory of its bytes. */
    private static final long HEAP_FOR_A_BYTE = 32;

    /** Rejects null. */
    public LimitsConfig {
        requireNonNull(requestTimeout, "requestTimeout");
        requireNonNull(idleTimeout, "idleTimeout");
        requireNonNull(watch, "watch");
    }

    /**
     * Returns the default connection limit of one address, which leaves connections for other addresses.
     *
     * @param maxConnections the maximum number of open connections
     * @return seven eighths of {@code maxConnections}, at least 1
     */
    public static int shareOf(int maxConnections) {
        return Math.max(1, (int) (maxConnections * 7L / 8));
    }

    /**
     * Returns how many connections the limit of open files of the process leaves ({@code ulimit -Hn}: on Linux, the JVM raises its limit to the hard one), since the database and others need some of
     * them. A process that has no open file left accepts no connection, not even to close another one for it.
     *
     * @return at least 1
     */
    public static int maxConnectionsOfProcess() {
        return OpenFiles.connections();
    }

    /**
     * Returns the default limits: 72 KiB of headers, which fit a filter of 500 ids in any encoding; bodies of
     * up to 1 MiB; 200 concurrent requests; connections and body memory in proportion to the heap, and no more connections
     * than {@link #maxConnectionsOfProcess}; 30 seconds each for
     * a body and for an idle connection.
     *
     * @return the limits
     */
    public static LimitsConfig defaults() {
        return builder().build();
    }

    /**
     * Returns a builder with the default limits.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Builds limits; each has a default. */
    public static final class Builder {

        private int maxHeaderBytes = MAX_HEADER_BYTES;
        private int maxBodyBytes = 1024 * 1024;
        private int maxConcurrentRequests = 200;
        private int maxConnections =
                (int) Math.min(Runtime.getRuntime().maxMemory() / HEAP_FOR_A_CONNECTION, maxConnectionsOfProcess());
        private @Nullable Integer maxConnectionsPerAddress;
        private long requestBufferBytes = Runtime.getRuntime().maxMemory() / HEAP_FOR_A_BYTE;
        private Duration requestTimeout = Duration.ofSeconds(30);
        private Duration idleTimeout = Duration.ofSeconds(30);
        private WatchConfig.Builder watch = WatchConfig.builder();

        private Builder() {}

        /**
         * Sets the maximum size of path, query and headers together.
         *
         * @param value the size in bytes
         * @return this builder
         */
        public Builder maxHeaderBytes(int value) {
            maxHeaderBytes = value;
            return this;
        }

        /**
         * Sets the maximum size of a request body.
         *
         * @param value the size in bytes
         * @return this builder
         */
        public Builder maxBodyBytes(int value) {
            maxBodyBytes = value;
            return this;
        }

        /**
         * Sets the maximum number of concurrent requests.
         *
         * @param value the number
         * @return this builder
         */
        public Builder maxConcurrentRequests(int value) {
            maxConcurrentRequests = value;
            return this;
        }

        /**
         * Sets the maximum number of open connections.
         *
         * @param value the number
         * @return this builder
         */
        public Builder maxConnections(int value) {
            maxConnections = value;
            return this;
        }

        /**
         * Sets the maximum number of connections of one address.
         *
         * @param value the number; the default is {@link #shareOf} the maximum
         *     number of connections
         * @return this builder
         */
        public Builder maxConnectionsPerAddress(int value) {
            maxConnectionsPerAddress = value;
            return this;
        }

        /**
         * Sets the memory of all request bodies together.
         *
         * @param value the size in bytes
         * @return this builder
         */
        public Builder requestBufferBytes(long value) {
            requestBufferBytes = value;
            return this;
        }

        /**
         * Sets the timeout of receiving a body.
         *
         * @param value the timeout; not null
         * @return this builder
         */
        public Builder requestTimeout(Duration value) {
            requestTimeout = requireNonNull(value, "requestTimeout");
            return this;
        }

        /**
         * Sets the maximum idle time of a connection.
         *
         * @param value the timeout; not null
         * @return this builder
         */
        public Builder idleTimeout(Duration value) {
            idleTimeout = requireNonNull(value, "idleTimeout");
            return this;
        }

        /**
         * Sets the limits of requests that wait, and of streams of events.
         *
         * @param value a builder; its defaults depend on the maximum number of connections; not null
         * @return this builder
         */
        public Builder watch(WatchConfig.Builder value) {
            watch = requireNonNull(value, "watch");
            return this;
        }

        /**
         * Builds the limits.
         *
         * @return the limits
         */
        public LimitsConfig build() {
            return new LimitsConfig(
                    maxHeaderBytes,
                    maxBodyBytes,
                    maxConcurrentRequests,
                    maxConnections,
                    maxConnectionsPerAddress == null ? shareOf(maxConnections) : maxConnectionsPerAddress,
                    requestBufferBytes,
                    requestTimeout,
                    idleTimeout,
                    watch.build(maxConnections));
        }
    }
}
