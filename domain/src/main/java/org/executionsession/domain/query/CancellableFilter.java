package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
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
        AtomicBoolean cancelled = new AtomicBoolean();
        CancellationSignal.Registration registration = signal.onCancel(() -> cancelled.set(true));
        try {
            return filter.matchesFolded(FilteredEntity.keeping(entity, () -> throwIf(cancelled.get())));
        } finally {
            registration.close();
        }
    }

    private static void throwIf(boolean cancelled) {
        if (cancelled) {
            throw new CancellationException("the read was cancelled");
        }
    }
}
