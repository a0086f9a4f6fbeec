package org.executionsession.domain.query.typed;

import static java.util.Objects.requireNonNull;

import java.util.function.Function;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;

/**
 * A property that can be compared for equality with values of one type.
 *
 * @param <E> the entity
 * @param <V> the type of the values
 */
public abstract sealed class ValueProperty<E, V> extends TypedProperty<E> permits EqualityProperty, ComparableProperty {

    private final Function<? super V, Object> stored;

    ValueProperty(Property<E> property, Function<? super V, Object> stored) {
        super(property);
        this.stored = stored;
    }

    /** Converts a value to the form that filters compare: an enumeration to its number. */
    final Object stored(V value) {
        return stored.apply(requireNonNull(value, "value"));
    }

    /**
     * Matches entities whose value equals a given one.
     *
     * @param value the value; not null
     * @return the filter
     */
    public Filter<E> eq(V value) {
        return compare(Operator.EQ, stored(value));
    }

    /**
     * Matches entities whose value does not equal a given one.
     *
     * @param value the value; not null
     * @return the filter
     */
    public Filter<E> ne(V value) {
        return compare(Operator.NE, stored(value));
    }
}
