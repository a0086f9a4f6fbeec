package org.executionsession.domain.query.typed;

import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;

/**
 * A property that is a text. Texts are compared without letter case.
 *
 * @param <E> the entity
 */
public final class TextProperty<E> extends TypedProperty<E> {

    TextProperty(Property<E> property) {
        super(property);
    }

    /**
     * Matches entities whose value equals a given one.
     *
     * @param value the value; not null
     * @return the filter
     * @throws IllegalArgumentException when no store can hold the text
     */
    public Filter<E> eq(String value) {
        return compare(Operator.EQ, value);
    }

    /**
     * Matches entities whose value does not equal a given one.
     *
     * @param value the value; not null
     * @return the filter
     * @throws IllegalArgumentException when no store can hold the text
     */
    public Filter<E> ne(String value) {
        return compare(Operator.NE, value);
    }

    /**
     * Matches entities whose value starts with a given one.
     *
     * @param value the value; not null
     * @return the filter
     * @throws IllegalArgumentException when no store can hold the text
     */
    public Filter<E> startsWith(String value) {
        return compare(Operator.SW, value);
    }

    /**
     * Matches entities whose value ends with a given one.
     *
     * @param value the value; not null
     * @return the filter
     * @throws IllegalArgumentException when no store can hold the text
     */
    public Filter<E> endsWith(String value) {
        return compare(Operator.EW, value);
    }

    /**
     * Matches entities whose value contains a given one.
     *
     * @param value the value; not null
     * @return the filter
     * @throws IllegalArgumentException when no store can hold the text
     */
    public Filter<E> contains(String value) {
        return compare(Operator.SO, value);
    }
}
