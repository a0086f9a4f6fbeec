package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.constraint.StorableText;
import org.executionsession.domain.model.AuditedEntity;

/**
 * Which entities are meant: an expression over the properties of a {@link QueryableProperties}.
 *
 * @param <E> the entity
 */
public sealed interface Filter<E> {

    /**
     * Whether an entity is meant. This is the definition; a store that translates filters must agree with it.
     *
     * @param entity the entity; not null
     * @return true when it is meant
     */
    boolean matches(E entity);

    /**
     * The filter that means every entity.
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
     * All matching entities in an order.
     *
     * @param key by what to order first; not null. {@link Query#thenBy} adds further keys
     * @return the query
     */
    default Query<E> orderBy(SortKey<E> key) {
        return Query.of(this, List.of(requireNonNull(key, "key")));
    }

    /**
     * All of several filters.
     *
     * @param <E> the entity
     * @param filters what must match; with none, everything does
     */
    record And<E>(List<Filter<E>> filters) implements Filter<E> {

        /** Takes its own copy of the list. */
        public And {
            filters = List.copyOf(filters);
        }

        @Override
        public boolean matches(E entity) {
            return filters.stream().allMatch(filter -> filter.matches(entity));
        }
    }

    /**
     * Any of several filters.
     *
     * @param <E> the entity
     * @param filters of which one must match; with none, nothing does
     */
    record Or<E>(List<Filter<E>> filters) implements Filter<E> {

        /** Takes its own copy of the list. */
        public Or {
            filters = List.copyOf(filters);
        }

        @Override
        public boolean matches(E entity) {
            return filters.stream().anyMatch(filter -> filter.matches(entity));
        }
    }

    /**
     * The entities with given ids.
     *
     * @param <E> the entity
     * @param ids the ids; with none, nothing matches
     */
    record OneOf<E extends AuditedEntity>(Set<UUID> ids) implements Filter<E> {

        /** Takes its own copy of the ids. */
        public OneOf {
            ids = Set.copyOf(ids);
        }

        @Override
        public boolean matches(E entity) {
            return ids.contains(entity.id());
        }
    }

    /**
     * A comparison of a property with a value.
     *
     * @param <E> the entity
     * @param property what is compared; not null
     * @param operator how; one that the property's kind allows
     * @param value with what; not null, of the type of the property's kind. A date may be finer than the milliseconds that
     *     entities hold: it is before, after, and equal to none of, what it lies between
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
                // Neither has an entity such a text, nor can every store be asked for it.
                StorableText.violation(text, Integer.MAX_VALUE).ifPresent(fault -> {
                    throw new IllegalArgumentException("the text that " + property + " is compared with " + fault);
                });
            }
        }

        @Override
        public boolean matches(E entity) {
            // Of a reference that is null there is no value: nothing can be said of it, so no comparison holds.
            return property.values(entity).anyMatch(this::holds);
        }

        private boolean holds(Object actual) {
            return switch (operator) {
                case EQ -> compare(actual) == 0;
                case NE -> compare(actual) != 0;
                case GT -> compare(actual) > 0;
                case GE -> compare(actual) >= 0;
                case LT -> compare(actual) < 0;
                case LE -> compare(actual) <= 0;
                case SW -> folded(actual).startsWith(folded(value));
                case EW -> folded(actual).endsWith(folded(value));
                case SO -> folded(actual).contains(folded(value));
            };
        }

        private int compare(Object actual) {
            return ValueOrder.compare(property.kind(), actual, value);
        }

        private static String folded(Object text) {
            return FoldedText.of((String) text);
        }
    }
    /**
     * A comparison with null: whether there is anything under a path.
     *
     * @param <E> the entity
     * @param attribute what is compared; not null. A reference is null when it, or one on the way to it, is; a list when it
     *     is empty; a property when it has no value or the one that stands for {@link ValueKind#emptyValue none}. Through a list
     *     that is not empty, any of the values counts
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
            if (operator != Operator.EQ && operator != Operator.NE) {
                throw new IllegalArgumentException(attribute + " cannot be compared with null by " + operator.symbol());
            }
        }

        @Override
        public boolean matches(E entity) {
            if (attribute instanceof Property<E> property) {
                if (!property.toMany()) {
                    return isNull(property, property.value(entity)) == isEqual();
                }
                List<Object> values = property.values(entity).toList();
                return values.isEmpty()
                        ? isEqual()
                        : values.stream().anyMatch(value -> isNull(property, value) == isEqual());
            }
            return attribute.values(entity).findAny().isEmpty() == isEqual();
        }

        private boolean isEqual() {
            return operator == Operator.EQ;
        }

        private static boolean isNull(Property<?> property, Object value) {
            return value == null
                    || property.kind().emptyValue().filter(value::equals).isPresent();
        }
    }
}
