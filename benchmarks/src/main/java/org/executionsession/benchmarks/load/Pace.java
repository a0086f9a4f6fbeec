package org.executionsession.benchmarks.load;

import java.time.Duration;

/** When the requests of a load are due. */
public sealed interface Pace {

    /**
     * When a request is due that a connection could send now.
     *
     * @param index how many requests were due before it
     * @param nanos the nanoseconds since the load began
     * @return nanoseconds since the load began
     */
    long due(long index, long nanos);

    /**
     * Each connection sends its next request when it has the response to the last one: what the server can do at most. A
     * server that halts is not asked meanwhile, so the latencies are those of a server that is never late.
     *
     * @return the pace
     */
    static Pace closedLoop() {
        return new ClosedLoop();
    }

    /**
     * Requests are due at a constant rate, whether the server keeps up or not. Latency counts from when a request was due,
     * not from when a connection was free for it: what coordinated omission would leave out is in it.
     *
     * @param perSecond requests a second; above 0
     * @return the pace
     */
    static Pace constantRate(double perSecond) {
        return new ConstantRate(Duration.ofSeconds(1).toNanos() / perSecond);
    }

    /** As soon as a connection is free. */
    record ClosedLoop() implements Pace {
        @Override
        public long due(long index, long nanos) {
            return nanos;
        }
    }

    /**
     * One request each so many nanoseconds.
     *
     * @param interval nanoseconds
     */
    record ConstantRate(double interval) implements Pace {
        @Override
        public long due(long index, long nanos) {
            return (long) (index * interval);
        }
    }
}
