package org.executionsession.benchmarks.rows;

import static java.util.Comparator.comparingDouble;

import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.executionsession.benchmarks.database.Database.Writing;

/**
 * How fast plain JDBC wrote.
 *
 * @param writing the way of writing; not null
 * @param connections how many wrote at once
 * @param batch how many sessions there were in a commit
 * @param perSecond sessions a second
 * @param commits how long each batch took with its commit, in microseconds; not null
 */
public record WriteRate(Writing writing, int connections, int batch, double perSecond, Histogram commits) {

    /**
     * How it was written.
     *
     * @return in words
     */
    public String description() {
        return writing.name() + ", " + batch + " a commit, " + connections
                + (connections == 1 ? " connection" : " connections");
    }

    /**
     * The best that can be reached durably.
     *
     * @param rates what was tried; not null
     * @return the highest of the durable rates; empty when none is
     */
    public static Optional<WriteRate> ceiling(List<WriteRate> rates) {
        return rates.stream().filter(rate -> rate.writing().durable()).max(comparingDouble(WriteRate::perSecond));
    }

    /**
     * What one caller of plain JDBC waits for one session at most half of the time.
     *
     * @param rates what was tried; not null
     * @return milliseconds
     */
    public static double aloneMilliseconds(List<WriteRate> rates) {
        return rates.stream()
                .filter(rate -> rate.writing().durable() && rate.connections() == 1 && rate.batch() == 1)
                .mapToDouble(rate -> rate.commits().getValueAtPercentile(50) / 1e3)
                .min()
                .orElseThrow();
    }
}
