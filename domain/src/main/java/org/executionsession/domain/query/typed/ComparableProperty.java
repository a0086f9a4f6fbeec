package org.executionsession.domain.query.typed;

import java.util.function.Function;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;

/**
 * A property whose values have an order: a date, or an enumeration, which is ordered by its numbers.
 *
 * @param <E> the entity
 * @param <V> the type of the values
 */
public final class ComparableProperty<E, V> extends ValueProperty<E, V> {

    ComparableProperty(Property<E> property, Function<? super V, Object> stored) {
        super(property, stored);
    }

    /**
     * Matches entities whose value is greater than a given one.
     *
     * @param value the value; not null
     * @return the filter
     */
    public Filter<E> gt(V value) {
        return compare(Operator.GT, stored(value));
    }

    /**
     * Matches entities whose value is greater than or equal to a given one.
     *
     * @param value the value; not null
     * @return the filter
     */
    public Filter<E> ge(V value) {
        return compare(Operator.GE, stored(value));
    }

    /**
     * Matches entities whose value is less than a given one.
     *
     * @param value the value; not null
     * @return the filter
     */
    public Filter<E> lt(V value) {
        return compare(Operator.LT, stored(value));
    }

    /**
     * Matches entities whose value is less than or equal to a given one.
     *
     * @param value the value; not null
     * @return the filter
     */
    public Filter<E> le(V value) {
        return compare(Operator.LE, stored(value));
    }
}
