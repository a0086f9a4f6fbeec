package org.executionsession.domain.query;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.KnownValues;
import org.executionsession.domain.model.OpenEnum;
import org.jspecify.annotations.Nullable;

/**
 * A property that can be filtered by, ordered by and shown in a table.
 *
 * @param <E> the entity that has it
 */
public final class Property<E> implements Attribute<E> {

    /**
     * The value of a missing date in comparisons: "no date", which is before every real date (contract, part 9).
     */
    public static final Instant NO_DATE = Instant.parse("1753-01-01T00:00:00Z");

    /** The value of a missing id in comparisons: the contract's zero GUID. */
    public static final UUID NO_ID = new UUID(0, 0);

    private final String path;
    private final ValueKind kind;
    private final @Nullable KnownValues<? extends OpenEnum> knownValues;
    private final EntityKind owner;
    private final String ownerPath;
    private final Values<E> values;

    Property(
            String path,
            ValueKind kind,
            @Nullable KnownValues<? extends OpenEnum> knownValues,
            EntityKind owner,
            String ownerPath,
            Values<E> values) {
        this.path = path;
        this.kind = kind;
        this.knownValues = knownValues;
        this.owner = owner;
        this.ownerPath = ownerPath;
        this.values = values;
    }

    /**
     * How the values of a property are read from an entity.
     *
     * @param one returns the value, or null when the path leads through a null reference; null when the path leads through a
     *     list
     * @param many returns all values
     */
    record Values<E>(@Nullable Function<E, ? extends @Nullable Object> one, Function<E, Stream<Object>> many) {

        static <E> Values<E> one(Function<E, ? extends @Nullable Object> one) {
            return new Values<>(one, entity -> Stream.ofNullable(one.apply(entity)));
        }

        static <E> Values<E> many(Function<E, Stream<Object>> many) {
            return new Values<>(null, many);
        }
    }

    Values<E> values() {
        return values;
    }

    /**
     * Returns the path from the entity, as the contract writes it.
     *
     * @return for example {@code reloadTask.id}
     */
    @Override
    public String path() {
        return path;
    }

    /**
     * Returns the kind of its values.
     *
     * @return never null
     */
    public ValueKind kind() {
        return kind;
    }

    /**
     * Returns the known values of an enumeration.
     *
     * @return empty unless the kind is {@link ValueKind#ENUM}
     */
    public Optional<KnownValues<? extends OpenEnum>> knownValues() {
        return Optional.ofNullable(knownValues);
    }

    /**
     * Returns the kind of the entity that stores this property: for {@code executionResult.status} of a session, it is
     * the result.
     *
     * @return never null
     */
    public EntityKind owner() {
        return owner;
    }

    /**
     * Returns the path of this property from its owner.
     *
     * @return for example {@code status}
     */
    public String ownerPath() {
        return ownerPath;
    }

    /**
     * Returns whether the path leads through a list. A property with several values matches a filter if any of its
     * values matches, and entities cannot be ordered by it.
     *
     * @return true when an entity may have several values
     */
    @Override
    public boolean toMany() {
        return values.one() == null;
    }

    /**
     * Returns the values of an entity, of the kind's {@link ValueKind#type type}; a missing date counts as {@link
     * #NO_DATE}, a missing id as {@link #NO_ID}.
     *
     * @param entity the entity; not null
     * @return no value when the path leads through a reference that is null
     */
    @Override
    public Stream<Object> values(E entity) {
        requireNonNull(entity, "entity");
        return values.many().apply(entity);
    }

    /**
     * Returns the first value of an entity.
     *
     * @param entity the entity; not null
     * @return null when the path leads through a null reference
     */
    public @Nullable Object value(E entity) {
        requireNonNull(entity, "entity");
        Function<E, ? extends @Nullable Object> one = values.one();
        return one == null ? values(entity).findFirst().orElse(null) : one.apply(entity);
    }

    @Override
    public String toString() {
        return path;
    }
}
