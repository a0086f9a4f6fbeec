package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Percentiles of durations, by the nearest-rank method, so that each of them is one of the durations.
 *
 * @param count the number of durations; positive
 * @param median the 50th percentile; never null
 * @param p95 the 95th percentile; never null
 */
public record DurationSummary(int count, Duration median, Duration p95) {

    /** Rejects null. */
    public DurationSummary {
        requireNonNull(median, "median");
        requireNonNull(p95, "p95");
    }

    /**
     * Summarizes durations.
     *
     * @param durations the durations in any order; not null
     * @return empty if there are none
     */
    public static Optional<DurationSummary> of(Collection<Duration> durations) {
        List<Duration> sorted =
                requireNonNull(durations, "durations").stream().sorted().toList();
        return sorted.isEmpty()
                ? Optional.empty()
                : Optional.of(new DurationSummary(sorted.size(), percentile(sorted, 50), percentile(sorted, 95)));
    }

    private static Duration percentile(List<Duration> sorted, int percent) {
        int rank = (sorted.size() * percent + 99) / 100;
        return sorted.get(rank - 1);
    }
}
