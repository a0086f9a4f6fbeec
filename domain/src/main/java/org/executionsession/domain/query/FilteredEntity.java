package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An entity while filters are compared with it; its texts are {@linkplain FoldedText folded}. Used by one thread.
 *
 * @param <E> the entity
 */
public final class FilteredEntity<E> {

    /** So many comparisons take no longer than it takes to keep the values. */
    static final int FEW = 8;

    private final E entity;
    private final Runnable beforeComparison;

    /** The values of each property that was compared; null to keep none. */
    private final @Nullable Map<Property<E>, List<Object>> kept;

    private FilteredEntity(E entity, Runnable beforeComparison, @Nullable Map<Property<E>, List<Object>> kept) {
        this.entity = requireNonNull(entity, "entity");
        this.beforeComparison = beforeComparison;
        this.kept = kept;
    }

    /** Returns an entity for a number of comparisons. */
    static <E> FilteredEntity<E> of(E entity, int comparisons) {
        return comparisons > FEW ? keeping(entity, () -> {}) : new FilteredEntity<>(entity, () -> {}, null);
    }

    /**
     * Returns an entity that folds the values of each property once, for many comparisons. They take as much memory as those of the entity.
     *
     * @param beforeComparison called before each comparison; it may throw an exception to end them
     */
    static <E> FilteredEntity<E> keeping(E entity, Runnable beforeComparison) {
        return new FilteredEntity<>(entity, beforeComparison, new HashMap<>());
    }

    E entity() {
        return entity;
    }

    /** Returns the values of a property, before they are compared. */
    Stream<Object> values(Property<E> property) {
        beforeComparison.run();
        return kept == null
                ? folded(property)
                : kept.computeIfAbsent(property, compared -> folded(compared).toList()).stream();
    }

    private Stream<Object> folded(Property<E> property) {
        return property.values(entity).map(FilteredEntity::folded);
    }

    static Object folded(Object value) {
        return value instanceof String text ? FoldedText.of(text) : value;
    }
}
