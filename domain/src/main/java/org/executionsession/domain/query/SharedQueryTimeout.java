package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The signal of the reads of one request, which together have the query timeout of one read. Otherwise, a request of many reads
 * could use the database for many times as long. Thread-safe.
 */
public final class SharedQueryTimeout implements CancellationSignal {

    private final CancellationSignal signal;
    private final AtomicReference<Duration> used = new AtomicReference<>(Duration.ZERO);

    private SharedQueryTimeout(CancellationSignal signal) {
        this.signal = signal;
    }

    /**
     * Returns a signal for the reads of a request.
     *
     * @param signal cancels the reads; not null
     * @return the same signal if it already shares a timeout; never null
     */
    public static SharedQueryTimeout of(CancellationSignal signal) {
        return requireNonNull(signal, "signal") instanceof SharedQueryTimeout shared
                ? shared
                : new SharedQueryTimeout(signal);
    }

    @Override
    public Registration onCancel(Runnable action) {
        return signal.onCancel(requireNonNull(action, "action"));
    }

    /**
     * Notes the time that a query has used.
     *
     * @param time the time without that of the consumer of its rows; not null
     */
    public void use(Duration time) {
        used.accumulateAndGet(requireNonNull(time, "time"), Duration::plus);
    }

    /**
     * Returns the time that the queries until now have left.
     *
     * @param timeout the query timeout of the store; not null
     * @return not negative; never null
     */
    public Duration left(Duration timeout) {
        Duration left = requireNonNull(timeout, "timeout").minus(used.get());
        return left.isNegative() ? Duration.ZERO : left;
    }
}
