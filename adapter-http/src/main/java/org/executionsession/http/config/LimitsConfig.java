package org.executionsession.http.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * What clients may take from the server. What is beyond is rejected, before others feel it.
 *
 * @param maxHeaderBytes the largest path, query and headers together; larger ones get 414 or 431
 * @param maxConcurrentRequests how many requests are processed at once; as many wait for their turn, and those beyond are
 *     answered with 503
 * @param maxConnections how many connections are open at once; others are not accepted until one is closed
 * @param maxConnectionsPerAddress how many of them one address may have, or one network of IPv6 (64 bits); a connection
 *     beyond takes the place of its oldest one on which no request is processed
 * @param requestBufferBytes the memory of all bodies together, not counting 16 KiB of each, and as much again for answers of
 *     more than 64 KiB; at least one of the largest size has room. Those beyond get 503
 * @param requestTimeout how long a body may take to come in whole; one that takes longer gets 408. Headers
 *     may take three times as long; then their connection is closed; not null
 * @param idleTimeout how long a connection may send and take nothing until it is closed; not null
 * @param corsOrigins the origins whose pages may call from a browser, with the credentials that it has for the server,
 *     such as {@code https://hub.example}; not null
 */
public record LimitsConfig(
        int maxHeaderBytes,
        int maxConcurrentRequests,
        int maxConnections,
        int maxConnectionsPerAddress,
        long requestBufferBytes,
        Duration requestTimeout,
        Duration idleTimeout,
        List<String> corsOrigins) {

    /** 500 ids of the longest path in a filter take 66 KiB when all that can be is percent-encoded. */
    private static final int MAX_HEADER_BYTES = 72 * 1024;

    /** The connections that leave room in the heap, also when each has sent all headers that it may. */
    private static final long HEAP_FOR_A_CONNECTION = 3 * MAX_HEADER_BYTES;

    /** What is read from a body is many times as large as the body. */
    private static final long HEAP_FOR_A_BYTE = 32;

    /**
     * Rejects null, and brings origins into the form of browsers.
     *
     * @throws IllegalArgumentException when one of the origins is none; any ({@code *}) is none
     */
    public LimitsConfig {
        requireNonNull(requestTimeout, "requestTimeout");
        requireNonNull(idleTimeout, "idleTimeout");
        corsOrigins = corsOrigins.stream().map(WebOrigin::of).toList();
    }

    /**
     * What one address may have unless something else is said: it leaves some to others.
     *
     * @param maxConnections how many connections are open at once
     * @return seven eighths of them, at least one
     */
    public static int shareOf(int maxConnections) {
        return Math.max(1, (int) (maxConnections * 7L / 8));
    }

    /**
     * The default bounds: 72 KiB of headers, which is room for a filter of 500 ids however it is encoded, 200 requests at
     * once, as many connections and bodies as the heap carries, 30 seconds for a body and for a connection at rest, and
     * no other origins.
     *
     * @return the bounds
     */
    public static LimitsConfig defaults() {
        return builder().build();
    }

    /**
     * Starts from the default limits.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** Limits, each with its default. */
    public static final class Builder {

        private int maxHeaderBytes = MAX_HEADER_BYTES;
        private int maxConcurrentRequests = 200;
        private int maxConnections =
                (int) Math.min(Runtime.getRuntime().maxMemory() / HEAP_FOR_A_CONNECTION, Integer.MAX_VALUE);
        private Integer maxConnectionsPerAddress;
        private long requestBufferBytes = Runtime.getRuntime().maxMemory() / HEAP_FOR_A_BYTE;
        private Duration requestTimeout = Duration.ofSeconds(30);
        private Duration idleTimeout = Duration.ofSeconds(30);
        private List<String> corsOrigins = List.of();

        private Builder() {}

        /**
         * Sets maxHeaderBytes.
         *
         * @param value the largest path, query and headers together
         * @return this builder
         */
        public Builder maxHeaderBytes(int value) {
            maxHeaderBytes = value;
            return this;
        }

        /**
         * Sets maxConcurrentRequests.
         *
         * @param value how many requests are processed at once
         * @return this builder
         */
        public Builder maxConcurrentRequests(int value) {
            maxConcurrentRequests = value;
            return this;
        }

        /**
         * Sets maxConnections.
         *
         * @param value how many connections are open at once
         * @return this builder
         */
        public Builder maxConnections(int value) {
            maxConnections = value;
            return this;
        }

        /**
         * Sets maxConnectionsPerAddress.
         *
         * @param value how many connections one address may have; the default is {@link #shareOf} of all
         * @return this builder
         */
        public Builder maxConnectionsPerAddress(int value) {
            maxConnectionsPerAddress = value;
            return this;
        }

        /**
         * Sets requestBufferBytes.
         *
         * @param value the memory of all request bodies together
         * @return this builder
         */
        public Builder requestBufferBytes(long value) {
            requestBufferBytes = value;
            return this;
        }

        /**
         * Sets requestTimeout.
         *
         * @param value how long a body may take; not null
         * @return this builder
         */
        public Builder requestTimeout(Duration value) {
            requestTimeout = requireNonNull(value, "requestTimeout");
            return this;
        }

        /**
         * Sets idleTimeout.
         *
         * @param value how long a connection may be idle; not null
         * @return this builder
         */
        public Builder idleTimeout(Duration value) {
            idleTimeout = requireNonNull(value, "idleTimeout");
            return this;
        }

        /**
         * Sets corsOrigins.
         *
         * @param value the origins whose pages may call; not null
         * @return this builder
         */
        public Builder corsOrigins(List<String> value) {
            corsOrigins = requireNonNull(value, "corsOrigins");
            return this;
        }

        /**
         * Builds the limits.
         *
         * @return the limits
         * @throws IllegalArgumentException when one of the origins is none
         */
        public LimitsConfig build() {
            return new LimitsConfig(
                    maxHeaderBytes,
                    maxConcurrentRequests,
                    maxConnections,
                    maxConnectionsPerAddress == null ? shareOf(maxConnections) : maxConnectionsPerAddress,
                    requestBufferBytes,
                    requestTimeout,
                    idleTimeout,
                    corsOrigins);
        }
    }
}
