package org.executionsession.storecontract.support;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.executionsession.domain.query.Attribute;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SortKey;
import org.instancio.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random filters and orders over the queryable properties. Their values come from given entities, so that comparisons
 * often hit a boundary; some are changed slightly, so that others miss it.
 *
 * @param <E> the entity
 */
public final class ArbitraryFilters<E> {

    private final QueryableProperties<E> queryable;
    private final List<E> entities;
    private final Random random;

    /**
     * Creates a generator of filters.
     *
     * @param queryable the queryable properties
     * @param entities the source of values; not empty
     * @param random the random source; the same seed gives the same filters
     */
    public ArbitraryFilters(QueryableProperties<E> queryable, List<E> entities, Random random) {
        this.queryable = queryable;
        this.entities = entities;
        this.random = random;
    }

    /**
     * Returns a random filter.
     *
     * @param depth the maximum nesting
     * @return the filter
     */
    public Filter<E> filter(int depth) {
        if (depth == 0 || random.trueOrFalse()) {
            if (random.intRange(0, 4) == 0) {
                return new Filter.NullComparison<>(random.oneOf(attributes()), random.oneOf(Operator.EQ, Operator.NE));
            }
            Property<E> property = random.oneOf(queryable.properties());
            return comparison(property, random.oneOf(property.kind().operators()));
        }
        List<Filter<E>> parts = IntStream.range(0, random.intRange(0, 3))
                .mapToObj(part -> filter(depth - 1))
                .toList();
        return random.trueOrFalse() ? new Filter.And<>(parts) : new Filter.Or<>(parts);
    }

    /**
     * Returns what can be compared with null.
     *
     * @return all properties and associations
     */
    public List<Attribute<E>> attributes() {
        return Stream.<Attribute<E>>concat(queryable.properties().stream(), queryable.associations().stream())
                .toList();
    }

    /**
     * Returns a random comparison of a property.
     *
     * @param property the property
     * @param operator an operator that the kind of the property allows
     * @return the comparison
     */
    public Filter<E> comparison(Property<E> property, Operator operator) {
        return new Filter.Comparison<>(property, operator, value(property));
    }

    /**
     * Returns a random order.
     *
     * @return at most three keys
     */
    public List<SortKey<E>> order() {
        List<Property<E>> sortable = queryable.properties().stream()
                .filter(property -> !property.toMany())
                .toList();
        return IntStream.range(0, random.intRange(0, 3))
                .mapToObj(key -> new SortKey<>(random.oneOf(sortable), random.trueOrFalse()))
                .toList();
    }

    private Object value(Property<E> property) {
        List<Object> present = property.values(random.oneOf(entities)).toList();
        Object value = present.isEmpty() ? null : random.oneOf(present);
        return switch (property.kind()) {
            case TEXT -> text((String) value);
            case GUID -> value == null ? UUID.randomUUID() : value;
            case NUMBER -> value == null ? (Object) 0L : (Object) ((Long) value / random.oneOf(1L, 1L, 2L));
            case ENUM -> value == null ? (Object) 0 : (Object) ((Integer) value / random.oneOf(1, 1, 2));
            case DATE ->
                (value == null ? Property.NO_DATE : (Instant) value)
                        .plusMillis(random.oneOf(-1, 0, 0, 1))
                        .plusNanos(random.oneOf(0, 0, 1, 500_000, 999_999));
            case BOOLEAN -> random.trueOrFalse();
        };
    }

    private String text(@Nullable String value) {
        if (value == null) {
            return random.oneOf("", "%", "_", "\\", "'", "!", "x");
        }
        // Cuts at code points, because an unpaired surrogate is not valid in a filter.
        int[] characters = value.codePoints().toArray();
        int from = random.oneOf(0, Math.min(1, characters.length));
        int to = random.oneOf(
                characters.length, Math.max(from, characters.length - 1), Math.min(characters.length, from + 3));
        String part = new String(characters, from, to - from);
        return random.oneOf(
                value, part, part.toUpperCase(Locale.ROOT), part.toLowerCase(Locale.ROOT), part.replace('e', '%'));
    }
}
