package org.executionsession.benchmarks.compare;

import java.time.Duration;
import java.util.List;

/**
 * What was measured of the start of a server on an existing database.
 *
 * @param untilReady the times from the start of the process until it has looked for a session in its database; not empty
 * @param perSecond the responses 201 of each second after the last start; empty when that was not measured
 * @param peakMegabytes the most memory that the process had then
 * @param errors how many requests did not get 201 then
 */
record StartFigures(List<Duration> untilReady, long[] perSecond, long peakMegabytes, long errors) {

    /** The median of the times in seconds. */
    double medianUntilReady() {
        return Spread.of(untilReady.stream()
                        .mapToDouble(time -> time.toNanos() / 1e9)
                        .toArray())
                .median();
    }
}
