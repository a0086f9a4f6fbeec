package org.executionsession.http.config;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits of requests that wait for a change, and of streams of events.
 *
 * @param maxWait the maximum time that a request waits; a longer one that the client asks for is shortened. Zero switches waits off; not null
 * @param maxWaits the maximum number of requests that wait; further ones get 503
 * @param maxWaitsPerCaller the same of one caller; further ones get 429. If it is less than all of them, a caller that has one gets no more than seven times as many as
 *     are free then
 * @param maxEventStreams the maximum number of streams; further ones get 503
 * @param maxEventStreamsPerCaller the same of one caller, as {@code maxWaitsPerCaller}
 * @param heartbeat the interval of heartbeats of streams. A stream from which the client reads nothing for as long is closed; not null
 */
public record WatchConfig(
        Duration maxWait,
        int maxWaits,
        int maxWaitsPerCaller,
        int maxEventStreams,
        int maxEventStreamsPerCaller,
        Duration heartbeat) {

    /** Rejects null. */
    public WatchConfig {
        requireNonNull(maxWait, "maxWait");
        requireNonNull(heartbeat, "heartbeat");
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

        private Duration maxWait = Duration.ofSeconds(60);
        private @Nullable Integer maxWaits;
        private @Nullable Integer maxWaitsPerCaller;
        private @Nullable Integer maxEventStreams;
        private @Nullable Integer maxEventStreamsPerCaller;
        private Duration heartbeat = Duration.ofSeconds(15);

        private Builder() {}

        /**
         * Sets the maximum time that a request waits; the default is a minute.
         *
         * @param value the time; zero switches waits off; not null
         * @return this builder
         */
        public Builder maxWait(Duration value) {
            maxWait = requireNonNull(value, "maxWait");
            return this;
        }

        /**
         * Sets the maximum number of requests that wait.
         *
         * @param value the number; null for the default, half of the connections
         * @return this builder
         */
        public Builder maxWaits(@Nullable Integer value) {
            maxWaits = value;
            return this;
        }

        /**
         * Sets the maximum number of requests of one caller that wait.
         *
         * @param value the number; null for the default, seven eighths of all
         * @return this builder
         */
        public Builder maxWaitsPerCaller(@Nullable Integer value) {
            maxWaitsPerCaller = value;
            return this;
        }

        /**
         * Sets the maximum number of streams of events.
         *
         * @param value the number; null for the default, a quarter of the connections
         * @return this builder
         */
        public Builder maxEventStreams(@Nullable Integer value) {
            maxEventStreams = value;
            return this;
        }

        /**
         * Sets the maximum number of streams of events of one caller.
         *
         * @param value the number; null for the default, seven eighths of all
         * @return this builder
         */
        public Builder maxEventStreamsPerCaller(@Nullable Integer value) {
            maxEventStreamsPerCaller = value;
            return this;
        }

        /**
         * Sets the interval of heartbeats; the default is 15 seconds.
         *
         * @param value the interval; positive; not null
         * @return this builder
         */
        public Builder heartbeat(Duration value) {
            heartbeat = requireNonNull(value, "heartbeat");
            return this;
        }

        /**
         * Builds the limits.
         *
         * @param maxConnections the maximum number of open connections, on which the defaults depend
         * @return the limits
         */
        public WatchConfig build(int maxConnections) {
            int waits = maxWaits == null ? Math.max(1, maxConnections / 2) : maxWaits;
            int streams = maxEventStreams == null ? Math.max(1, maxConnections / 4) : maxEventStreams;
            return new WatchConfig(
                    maxWait,
                    waits,
                    maxWaitsPerCaller == null ? LimitsConfig.shareOf(waits) : maxWaitsPerCaller,
                    streams,
                    maxEventStreamsPerCaller == null ? LimitsConfig.shareOf(streams) : maxEventStreamsPerCaller,
                    heartbeat);
        }
    }
}
