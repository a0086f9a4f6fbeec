package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.constraint.StorableText;
import org.executionsession.domain.model.AuditedEntity;
import org.jspecify.annotations.Nullable;

/**
 * An expression over the {@link QueryableProperties} of an entity.
 *
 * @param <E> the entity
 */
public sealed interface Filter<E> {

    /**
     * Returns whether an entity matches. This method defines the filter; a store that translates filters must give the
     * same results.
     *
     * @param entity the entity; not null
     * @return true when it matches
     */
    default boolean matches(E entity) {
        return matchesFolded(FilteredEntity.of(entity, comparisons()));
    }

    /**
     * Returns whether an entity matches, as {@link #matches} does.
     *
     * @param entity the entity with its folded values; not null
     * @return true when it matches
     */
    boolean matchesFolded(FilteredEntity<E> entity);

    /**
     * Returns the number of comparisons, which is about what it costs to compare an entity with the filter.
     *
     * @return 0 for {@link #all}
     */
    int comparisons();

    /**
     * Returns the filter that matches every entity.
     *
     * @param <E> the entity
     * @return the empty conjunction
     */
    static <E> Filter<E> all() {
        return new And<>(List.of());
    }

    /**
     * Matches what both filters match.
     *
     * @param other the other filter; not null
     * @return the conjunction
     */
    default Filter<E> and(Filter<E> other) {
        return new And<>(List.of(this, requireNonNull(other, "other")));
    }

    /**
     * Matches what either filter matches.
     *
     * @param other the other filter; not null
     * @return the disjunction
     */
    default Filter<E> or(Filter<E> other) {
        return new Or<>(List.of(this, requireNonNull(other, "other")));
    }

    /**
     * Returns the query for all matching entities in an order.
     *
     * @param key the first sort key; not null. {@link Query#thenBy} adds further keys
     * @return the query
     */
    default Query<E> orderBy(SortKey<E> key) {
        return Query.of(this, List.of(requireNonNull(key, "key")));
    }

    /**
     * The conjunction of filters.
     *
     * @param <E> the entity
     * @param filters the filters that must all match; an empty list matches every entity
     */
    record And<E>(List<Filter<E>> filters) implements Filter<E> {

        /** Copies the list. */
        public And {
            requireNonNull(filters, "filters");
            filters = List.copyOf(filters);
        }

        @Override
        public boolean matchesFolded(FilteredEntity<E> entity) {
            requireNonNull(entity, "entity");
            return filters.stream().allMatch(filter -> filter.matchesFolded(entity));
        }

        @Override
        public int comparisons() {
            return filters.stream().mapToInt(Filter::comparisons).sum();
        }
    }

    /**
     * The disjunction of filters.
     *
     * @param <E> the entity
     * @param filters the filters of which at least one must match; an empty list matches no entity
     */
    record Or<E>(List<Filter<E>> filters) implements Filter<E> {

        /** Copies the list. */
        public Or {
            requireNonNull(filters, "filters");
            filters = List.copyOf(filters);
        }

        @Override
        public boolean matchesFolded(FilteredEntity<E> entity) {
            requireNonNull(entity, "entity");
            return filters.stream().anyMatch(filter -> filter.matchesFolded(entity));
        }

        @Override
        public int comparisons() {
            return filters.stream().mapToInt(Filter::comparisons).sum();
        }
    }

    /**
     * The entities with given ids.
     *
     * @param <E> the entity
     * @param ids the ids; with none, nothing matches
     */
    record OneOf<E extends AuditedEntity>(Set<UUID> ids) implements Filter<E> {

        /** Copies the ids. */
        public OneOf {
            requireNonNull(ids, "ids");
            ids = Set.copyOf(ids);
        }

        @Override
        public boolean matchesFolded(FilteredEntity<E> entity) {
            requireNonNull(entity, "entity");
            return ids.contains(entity.entity().id());
        }

        @Override
        public int comparisons() {
            return 1;
        }
    }

    /**
     * A comparison of a property with a value.
     *
     * @param <E> the entity
     * @param property the property; not null
     * @param operator the operator; the kind of the property must allow it
     * @param value the value; not null, of the type of the property's kind. A date may be more precise than the
     *     milliseconds that entities store; it then equals no stored date
     */
    record Comparison<E>(Property<E> property, Operator operator, Object value) implements Filter<E> {

        /**
         * Rejects what the contract does not allow.
         *
         * @throws IllegalArgumentException when the operator or the value does not fit the property
         */
        public Comparison {
            requireNonNull(property, "property");
            requireNonNull(operator, "operator");
            requireNonNull(value, "value");
            if (!property.kind().operators().contains(operator)) {
                throw new IllegalArgumentException(property + " cannot be compared by " + operator.symbol());
            }
            if (!property.kind().type().isInstance(value)) {
                throw new IllegalArgumentException(property + " cannot be compared with " + value);
            }
            if (value instanceof String text) {
                // No entity has this text, and PostgreSQL rejects it as a parameter.
                StorableText.violation(text, Integer.MAX_VALUE).ifPresent(fault -> {
                    throw new IllegalArgumentException("the text that " + property + " is compared with " + fault);
                });
            }
        }

        @Override
        public boolean matchesFolded(FilteredEntity<E> entity) {
            requireNonNull(entity, "entity");
            // Folded once: an entity can have a thousand values, those of its details.
            Object expected = FilteredEntity.folded(value);
            // A null reference has no value, so no comparison matches.
            return entity.values(property).anyMatch(actual -> holds(actual, expected));
        }

        @Override
        public int comparisons() {
            return 1;
        }

        private boolean holds(Object actual, Object expected) {
            return switch (operator) {
                case EQ -> actual.equals(expected);
                case NE -> !actual.equals(expected);
                case GT -> compare(actual) > 0;
                case GE -> compare(actual) >= 0;
                case LT -> compare(actual) < 0;
                case LE -> compare(actual) <= 0;
                case SW -> ((String) actual).startsWith((String) expected);
                case EW -> ((String) actual).endsWith((String) expected);
                case SO -> Substring.isIn((String) actual, (String) expected);
            };
        }

        private int compare(Object actual) {
            return ValueOrder.compare(property.kind(), actual, value);
        }
    }

    /**
     * A comparison with null.
     *
     * @param <E> the entity
     * @param attribute the attribute; not null. A reference is null if it, or a reference on its path, is null. A list
     *     is null if it is empty. A property is null if it has no value or the {@link ValueKind#emptyValue empty
     *     value}. If the path leads through a list with members, one matching value is enough
     * @param operator {@link Operator#EQ} or {@link Operator#NE}
     */
    record NullComparison<E>(Attribute<E> attribute, Operator operator) implements Filter<E> {

        /**
         * Rejects what the contract does not allow.
         *
         * @throws IllegalArgumentException when the operator is another one
         */
        public NullComparison {
            requireNonNull(attribute, "attribute");
            requireNonNull(operator, "operator");
            if (operator != Operator.EQ && operator != Operator.NE) {
                throw new IllegalArgumentException(attribute + " cannot be compared with null by " + operator.symbol());
            }
        }

        @Override
        public boolean matchesFolded(FilteredEntity<E> entity) {
            requireNonNull(entity, "entity");
            if (attribute instanceof Property<E> property) {
                if (!property.toMany()) {
                    return isNull(property, property.value(entity.entity())) == isEqual();
                }
                List<Object> values = property.values(entity.entity()).toList();
                return values.isEmpty()
                        ? isEqual()
                        : values.stream().anyMatch(value -> isNull(property, value) == isEqual());
            }
            return attribute.values(entity.entity()).findAny().isEmpty() == isEqual();
        }

        @Override
        public int comparisons() {
            return 1;
        }

        private boolean isEqual() {
            return operator == Operator.EQ;
        }

        private static boolean isNull(Property<?> property, @Nullable Object value) {
            return value == null
                    || property.kind().emptyValue().filter(value::equals).isPresent();
        }
    }
}
