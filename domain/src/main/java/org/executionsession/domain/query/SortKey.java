package org.executionsession.domain.query;

import java.util.Comparator;

/**
 * One property of an order. Entities in which the path leads through a null reference come before the others.
 *
 * @param <E> the entity
 * @param property by what; not null, and not through a list
 * @param descending whether the greatest comes first
 */
public record SortKey<E>(Property<E> property, boolean descending) {

    /**
     * Refuses a property with several values.
     *
     * @throws IllegalArgumentException when the property leads through a list
     */
    public SortKey {
        if (property.toMany()) {
            throw new IllegalArgumentException(property + " has several values and cannot be ordered by");
        }
    }

    Comparator<E> comparator() {
        Comparator<Object> values =
                Comparator.nullsFirst((one, other) -> ValueOrder.compare(property.kind(), one, other));
        Comparator<E> ascending = Comparator.comparing(property::value, values);
        return descending ? ascending.reversed() : ascending;
    }
}
