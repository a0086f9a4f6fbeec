package org.executionsession.benchmarks.compare;

import java.time.Duration;
import org.executionsession.benchmarks.load.LoadResult;

/**
 * What was measured of one server for some seconds.
 *
 * @param perSecond responses 201 a second
 * @param p50 the median of the latencies in milliseconds
 * @param p99 the 99th percentile of the latencies in milliseconds
 * @param serverMicros the processor time of the server for each response, in microseconds
 * @param databaseMicros the same of the processes of the database; 0 when it runs inside the server
 * @param errors requests that did not get 201
 */
record Round(double perSecond, double p50, double p99, double serverMicros, double databaseMicros, long errors) {

    static Round of(LoadResult seen, Duration serverCpu, Duration databaseCpu) {
        double responses = Math.max(1, seen.latencies().getTotalCount());
        return new Round(
                seen.perSecond(),
                seen.milliseconds(50),
                seen.milliseconds(99),
                serverCpu.toNanos() / 1e3 / responses,
                databaseCpu.toNanos() / 1e3 / responses,
                seen.errorCount());
    }
}
