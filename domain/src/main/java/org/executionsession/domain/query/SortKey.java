package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One key of an order. Entities in which the path leads through a null reference come before the others.
 *
 * @param <E> the entity
 * @param property the property; not null, without a list in its path
 * @param descending true to order the greatest value first
 */
public record SortKey<E>(Property<E> property, boolean descending) {

    /**
     * Rejects a property with several values.
     *
     * @throws IllegalArgumentException when the property leads through a list
     */
    public SortKey {
        requireNonNull(property, "property");
        if (property.toMany()) {
            throw new IllegalArgumentException(property + " has several values and cannot be ordered by");
        }
    }

    /**
     * Compares two values of the property in this order.
     *
     * @param one a value; null when the path leads through a null reference
     * @param other another one, or null
     * @return negative when the first value is first, positive when the other one is, 0 when they are equal
     */
    public int compare(@Nullable Object one, @Nullable Object other) {
        Comparator<@Nullable Object> values =
                Comparator.nullsFirst((first, second) -> ValueOrder.compare(property.kind(), first, second));
        return (descending ? values.reversed() : values).compare(one, other);
    }

    Comparator<E> comparator() {
        return (one, other) -> compare(property.value(one), property.value(other));
    }
}
