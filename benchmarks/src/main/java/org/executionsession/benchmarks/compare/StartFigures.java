package org.executionsession.benchmarks.compare;

import java.time.Duration;
import java.util.List;

/**
 * What was measured of the start of a server on an existing database.
 *
 * @param ready the times from the start of the process until it has looked for a session in its database; not empty
 * @param perSecond the responses 201 of each second after the last start; empty when that was not measured
 * @param peakMegabytes the most memory that the process had then
 */
record StartFigures(List<Duration> ready, long[] perSecond, long peakMegabytes) {

    /** The median of the times in seconds. */
    double medianReady() {
        return ready.stream().sorted().toList().get(ready.size() / 2).toMillis() / 1e3;
    }
}
