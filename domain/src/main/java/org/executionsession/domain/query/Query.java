package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which entities, in which order, and how many of them.
 *
 * @param <E> the entity
 * @param filter which; not null
 * @param order in which order, the first key counting first; ties are broken by id; not null
 * @param skip how many to leave out at the start; not negative
 * @param take how many at most; not negative
 */
public record Query<E>(Filter<E> filter, List<SortKey<E>> order, long skip, long take) {

    /**
     * Takes its own copy of the order.
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
     * All entities that a filter means.
     *
     * @param <E> the entity
     * @param filter which; not null
     * @param order in which order; not null
     * @return the query
     */
    public static <E> Query<E> of(Filter<E> filter, List<SortKey<E>> order) {
        return new Query<>(filter, order, 0, Long.MAX_VALUE);
    }

    /**
     * All entities that a filter matches, ordered by id.
     *
     * @param <E> the entity
     * @param filter which; not null
     * @return the query
     */
    public static <E> Query<E> of(Filter<E> filter) {
        return of(filter, List.of());
    }

    /**
     * This query with one more sort key, which decides between entities that are equal in the keys so far.
     *
     * @param key the key; not null
     * @return the query
     */
    public Query<E> thenBy(SortKey<E> key) {
        requireNonNull(key, "key");
        return new Query<>(filter, Stream.concat(order.stream(), Stream.of(key)).toList(), skip, take);
    }

    /**
     * This query without its first entities.
     *
     * @param count how many to leave out; not negative
     * @return the query
     */
    public Query<E> withSkip(long count) {
        return new Query<>(filter, order, count, take);
    }

    /**
     * This query with a maximum number of entities.
     *
     * @param limit the maximum; not negative
     * @return the query
     */
    public Query<E> withTake(long limit) {
        return new Query<>(filter, order, skip, limit);
    }

    /**
     * The order as a comparator: the definition for stores that sort by themselves.
     *
     * @param id the property that breaks ties; not null
     * @return a comparator that tells any two entities with different ids apart
     */
    public Comparator<E> comparator(Property<E> id) {
        Comparator<E> comparator = (one, other) -> 0;
        for (SortKey<E> key : order) {
            comparator = comparator.thenComparing(key.comparator());
        }
        return comparator.thenComparing(new SortKey<>(id, false).comparator());
    }
}
