package org.executionsession.benchmarks;

import java.time.Duration;
import org.executionsession.benchmarks.load.LoadResult;

/**
 * An operation under load.
 *
 * @param operation what it is, as tables show it; not null
 * @param stored how many sessions were stored when the load began
 * @param most all connections asking as fast as they get responses; not null
 * @param serverCpu the processor time of the server for each request of that; not null
 * @param offered requests a second of the load at a constant rate
 * @param steady that load; not null
 */
record Measured(String operation, long stored, LoadResult most, Duration serverCpu, double offered, LoadResult steady) {

    /** The processor time of the generator for each request. */
    Duration generatorCpu() {
        return most.cpu().dividedBy(Math.max(1, most.latencies().getTotalCount()));
    }
}
