package org.executionsession.benchmarks.load;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What a load has seen.
 *
 * @param latencies of the expected responses, in microseconds; not null
 * @param errors how many responses there were of each unexpected status, 0 standing for no response at all; not null
 * @param elapsed from the first request to the last response; not null
 * @param cpu the processor time that the generator itself took; not null
 */
public record LoadResult(Histogram latencies, Map<Integer, Long> errors, Duration elapsed, Duration cpu) {

    /** Latencies up to here are told apart, in microseconds. */
    static final long LONGEST = Duration.ofMinutes(10).toNanos() / 1_000;

    /** Copies the errors. */
    public LoadResult {
        errors = Map.copyOf(errors);
    }

    /**
     * Nothing seen so far.
     *
     * @return a result to add to
     */
    public static LoadResult none() {
        return new LoadResult(new Histogram(LONGEST, 3), Map.of(), Duration.ZERO, Duration.ZERO);
    }

    /**
     * Expected responses a second.
     *
     * @return the rate
     */
    public double perSecond() {
        return latencies.getTotalCount() / (elapsed.toNanos() / 1e9);
    }

    /**
     * The latency that so many of a hundred responses did not exceed.
     *
     * @param percentile 0 to 100
     * @return milliseconds
     */
    public double milliseconds(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e3;
    }

    /**
     * How many requests had no expected response.
     *
     * @return the number
     */
    public long errorCount() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The errors in words.
     *
     * @return "0", or the number of each status
     */
    public String errorText() {
        return errors.isEmpty() ? "0" : new TreeMap<>(errors).toString();
    }

    /**
     * This and more of the same.
     *
     * @param more what the same load has seen at another time; not null
     * @return both together
     */
    public LoadResult plus(LoadResult more) {
        Histogram both = latencies.copy();
        both.add(more.latencies);
        Map<Integer, Long> all = new TreeMap<>(errors);
        more.errors.forEach((status, count) -> all.merge(status, count, Long::sum));
        return new LoadResult(both, all, elapsed.plus(more.elapsed), cpu.plus(more.cpu));
    }
}
