package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CancellationException;
import java.util.function.Predicate;

/**
 * Compares a filter with entities until a signal cancels it. A filter of hundreds of searches takes seconds for one entity with texts of megabytes, so it ends
 * also between two comparisons.
 *
 * @param <E> the entity
 */
public final class CancellableFilter<E> implements Predicate<E> {

    private final Filter<E> filter;
    private final CancellationSignal signal;
    private final boolean hasMany;

    /**
     * Creates the filter of a read.
     *
     * @param filter the filter; not null
     * @param signal cancels the read; not null
     */
    public CancellableFilter(Filter<E> filter, CancellationSignal signal) {
        this.filter = requireNonNull(filter, "filter");
        this.signal = requireNonNull(signal, "signal");
        hasMany = filter.comparisons() > FilteredEntity.FEW;
    }

    /**
     * Returns whether an entity matches.
     *
     * @param entity the entity; not null
     * @return the result of {@link Filter#matches}
     * @throws CancellationException if the read is cancelled, unless the filter has few comparisons
     */
    @Override
    public boolean test(E entity) {
        requireNonNull(entity, "entity");
        if (!hasMany) {
            return filter.matches(entity);
        }
        Cancellation cancellation = new Cancellation();
        CancellationSignal.Registration registration = signal.onCancel(cancellation::cancel);
        try {
            return filter.matchesFolded(FilteredEntity.keeping(entity, cancellation::check));
        } finally {
            registration.close();
        }
    }

    /** Whether a read is cancelled. */
    private static final class Cancellation {

        private volatile boolean cancelled;

        void cancel() {
            cancelled = true;
        }

        void check() {
            if (cancelled) {
                throw new CancellationException("the read was cancelled");
            }
        }
    }
}
