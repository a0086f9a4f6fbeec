package org.executionsession.domain.query.typed;

import org.executionsession.domain.query.Association;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;

/**
 * A reference to another record, or a list of records. Its methods return the properties of these.
 *
 * @param <E> the entity
 */
public abstract sealed class TypedAssociation<E>
        permits NodeProperties,
                ResultContentProperties,
                DetailContentProperties,
                TaskReferenceProperties,
                TaskOperationalProperties,
                AppProperties,
                StreamProperties {

    final TypedPaths<E> paths;

    TypedAssociation(TypedPaths<E> paths) {
        this.paths = paths;
    }

    /**
     * Returns the association in the list of queryable properties.
     *
     * @return never null
     */
    public Association<E> association() {
        return paths.association();
    }

    /**
     * Matches entities in which the reference is null or the list is empty.
     *
     * @return the filter
     */
    public Filter<E> isNull() {
        return new Filter.NullComparison<>(association(), Operator.EQ);
    }

    /**
     * Matches entities in which the reference leads somewhere or the list has members.
     *
     * @return the filter
     */
    public Filter<E> isNotNull() {
        return new Filter.NullComparison<>(association(), Operator.NE);
    }

    /** The path of the association. */
    @Override
    public String toString() {
        return association().path();
    }
}
