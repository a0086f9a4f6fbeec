package org.executionsession.domain.query.typed;

import static java.util.Objects.requireNonNull;

import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.SortKey;

/**
 * A queryable property whose Java type the compiler knows.
 *
 * @param <E> the entity
 */
public abstract sealed class TypedProperty<E> permits ValueProperty, NumberProperty, TextProperty {

    private final Property<E> property;

    TypedProperty(Property<E> property) {
        this.property = property;
    }

    /**
     * Returns the property in the list of queryable properties.
     *
     * @return never null
     */
    public Property<E> property() {
        return property;
    }

    /**
     * Matches entities that have no value here: the value is missing, or a reference on the path is null.
     *
     * @return the filter
     */
    public Filter<E> isNull() {
        return new Filter.NullComparison<>(property, Operator.EQ);
    }

    /**
     * Matches entities that have a value here.
     *
     * @return the filter
     */
    public Filter<E> isNotNull() {
        return new Filter.NullComparison<>(property, Operator.NE);
    }

    /**
     * Orders by this property, smallest value first.
     *
     * @return the sort key
     * @throws IllegalArgumentException when the path leads through a list
     */
    public SortKey<E> asc() {
        return new SortKey<>(property, false);
    }

    /**
     * Orders by this property, greatest value first.
     *
     * @return the sort key
     * @throws IllegalArgumentException when the path leads through a list
     */
    public SortKey<E> desc() {
        return new SortKey<>(property, true);
    }

    final Filter<E> compare(Operator operator, Object value) {
        return new Filter.Comparison<>(property, operator, requireNonNull(value, "value"));
    }

    /** The path of the property. */
    @Override
    public String toString() {
        return property.path();
    }
}
