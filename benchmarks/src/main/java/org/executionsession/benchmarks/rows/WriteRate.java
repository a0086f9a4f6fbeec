package org.executionsession.benchmarks.rows;

import static java.util.Comparator.comparingDouble;

import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * How fast plain JDBC wrote.
 *
 * @param way how it wrote; not null
 * @param sessions how many
 * @param elapsed how long that took; not null
 * @param commits how long each batch took with its commit, in microseconds; not null
 */
public record WriteRate(Way way, long sessions, Duration elapsed, Histogram commits) {

    /**
     * Sessions a second.
     *
     * @return the rate
     */
    public double perSecond() {
        return sessions / (elapsed.toNanos() / 1e9);
    }

    /**
     * How long a batch with its commit took at most half of the time.
     *
     * @return milliseconds
     */
    public double commitMilliseconds() {
        return commits.getValueAtPercentile(50) / 1e3;
    }

    /**
     * The highest of the rates that are durable.
     *
     * @param rates at least one that is; not null
     * @return the best
     */
    public static WriteRate best(List<WriteRate> rates) {
        return rates.stream()
                .filter(rate -> rate.way.writing().durable())
                .max(comparingDouble(WriteRate::perSecond))
                .orElseThrow();
    }

    /**
     * This and more of the same.
     *
     * @param more written in the same way at another time; not null
     * @return both together
     */
    public WriteRate plus(WriteRate more) {
        Histogram both = commits.copy();
        both.add(more.commits);
        return new WriteRate(way, sessions + more.sessions, elapsed.plus(more.elapsed), both);
    }
}
