package org.executionsession.domain.query.typed;

import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;

/**
 * A property that is a whole number.
 *
 * @param <E> the entity
 */
public final class NumberProperty<E> extends TypedProperty<E> {

    NumberProperty(Property<E> property) {
        super(property);
    }

    /**
     * Matches entities whose value equals a given one.
     *
     * @param value the value
     * @return the filter
     */
    public Filter<E> eq(long value) {
        return compare(Operator.EQ, value);
    }

    /**
     * Matches entities whose value does not equal a given one.
     *
     * @param value the value
     * @return the filter
     */
    public Filter<E> ne(long value) {
        return compare(Operator.NE, value);
    }

    /**
     * Matches entities whose value is greater than a given one.
     *
     * @param value the value
     * @return the filter
     */
    public Filter<E> gt(long value) {
        return compare(Operator.GT, value);
    }

    /**
     * Matches entities whose value is greater than or equal to a given one.
     *
     * @param value the value
     * @return the filter
     */
    public Filter<E> ge(long value) {
        return compare(Operator.GE, value);
    }

    /**
     * Matches entities whose value is less than a given one.
     *
     * @param value the value
     * @return the filter
     */
    public Filter<E> lt(long value) {
        return compare(Operator.LT, value);
    }

    /**
     * Matches entities whose value is less than or equal to a given one.
     *
     * @param value the value
     * @return the filter
     */
    public Filter<E> le(long value) {
        return compare(Operator.LE, value);
    }
}
