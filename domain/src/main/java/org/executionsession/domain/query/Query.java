package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A filter, an order and a page.
 *
 * @param <E> the entity
 * @param filter the filter; not null
 * @param order the sort keys, the most significant first; ties are broken by id; not null
 * @param skip the number of entities to skip; not negative
 * @param take the maximum number of entities; not negative
 */
public record Query<E>(Filter<E> filter, List<SortKey<E>> order, long skip, long take) {

    /**
     * Copies the order.
     *
     * @throws IllegalArgumentException when skip or take is negative
     */
    public Query {
        requireNonNull(filter, "filter");
        order = List.copyOf(requireNonNull(order, "order"));
        if (skip < 0 || take < 0) {
            throw new IllegalArgumentException("skip and take must not be negative");
        }
    }

    /**
     * Returns the query for all entities that match a filter.
     *
     * @param <E> the entity
     * @param filter the filter; not null
     * @param order the sort keys; not null
     * @return the query
     */
    public static <E> Query<E> of(Filter<E> filter, List<SortKey<E>> order) {
        return new Query<>(filter, order, 0, Long.MAX_VALUE);
    }

    /**
     * Returns the query for all entities that match a filter, ordered by id.
     *
     * @param <E> the entity
     * @param filter the filter; not null
     * @return the query
     */
    public static <E> Query<E> of(Filter<E> filter) {
        return of(filter, List.of());
    }

    /**
     * Returns this query with one more sort key, which decides between entities that are equal in the keys so far.
     *
     * @param key the key; not null
     * @return the query
     */
    public Query<E> thenBy(SortKey<E> key) {
        requireNonNull(key, "key");
        return new Query<>(filter, Stream.concat(order.stream(), Stream.of(key)).toList(), skip, take);
    }

    /**
     * Returns this query with another number of skipped entities.
     *
     * @param count the number of entities to skip; not negative
     * @return the query
     */
    public Query<E> withSkip(long count) {
        return new Query<>(filter, order, count, take);
    }

    /**
     * Returns this query with a maximum number of entities.
     *
     * @param limit the maximum; not negative
     * @return the query
     */
    public Query<E> withTake(long limit) {
        return new Query<>(filter, order, skip, limit);
    }

    /**
     * Returns the order as a comparator, for stores that sort in memory.
     *
     * @param id the property that breaks ties; not null
     * @return the comparator; it is 0 only for entities with the same id
     */
    public Comparator<E> comparator(Property<E> id) {
        requireNonNull(id, "id");
        Comparator<E> comparator = (one, other) -> 0;
        for (SortKey<E> key : order) {
            comparator = comparator.thenComparing(key.comparator());
        }
        return comparator.thenComparing(new SortKey<>(id, false).comparator());
    }
}
