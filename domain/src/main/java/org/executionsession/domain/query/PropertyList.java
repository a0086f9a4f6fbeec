package org.executionsession.domain.query;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.KnownValues;
import org.executionsession.domain.model.OpenEnum;
import org.executionsession.domain.query.Property.Values;
import org.jspecify.annotations.Nullable;

/** Builds the list of properties of one record and of its nested records. */
final class PropertyList<E> {

    private final EntityKind owner;
    private final List<Property<E>> properties = new ArrayList<>();
    private final List<Association<E>> associations = new ArrayList<>();

    PropertyList(EntityKind owner) {
        this.owner = owner;
    }

    List<Property<E>> properties() {
        return List.copyOf(properties);
    }

    List<Association<E>> associations() {
        return List.copyOf(associations);
    }

    PropertyList<E> text(String name, Function<E, String> value) {
        return add(name, ValueKind.TEXT, null, value);
    }

    PropertyList<E> guid(String name, Function<E, @Nullable UUID> value) {
        return add(name, ValueKind.GUID, null, value.andThen(id -> id == null ? Property.NO_ID : id));
    }

    PropertyList<E> number(String name, ToLongFunction<E> value) {
        return add(name, ValueKind.NUMBER, null, value::applyAsLong);
    }

    PropertyList<E> date(String name, Function<E, @Nullable Instant> value) {
        return add(name, ValueKind.DATE, null, value.andThen(date -> date == null ? Property.NO_DATE : date));
    }

    PropertyList<E> flag(String name, Predicate<E> value) {
        return add(name, ValueKind.BOOLEAN, null, value::test);
    }

    <C extends OpenEnum> PropertyList<E> code(String name, KnownValues<C> known, Function<E, C> value) {
        return add(name, ValueKind.ENUM, known, value.andThen(OpenEnum::number));
    }

    /** Adds the properties of a nested record, which may be null. */
    <P> PropertyList<E> one(String name, Function<E, @Nullable P> reference, PropertyList<P> of) {
        return associate(
                name, reference.andThen(Stream::ofNullable), false, of, property -> through(reference, property));
    }

    /** Adds the properties of a list of nested records. */
    <P> PropertyList<E> many(String name, Function<E, List<P>> references, PropertyList<P> of) {
        return associate(
                name,
                references.andThen(List::stream),
                true,
                of,
                property ->
                        Values.many(entity -> references.apply(entity).stream().flatMap(property::values)));
    }

    /** Returns how the values of a nested record's property are read from this record. */
    private static <E, P> Values<E> through(Function<E, @Nullable P> reference, Property<P> property) {
        if (property.toMany()) {
            return Values.many(entity -> {
                P nested = reference.apply(entity);
                return nested == null ? Stream.empty() : property.values(nested);
            });
        }
        return Values.one(entity -> {
            P nested = reference.apply(entity);
            return nested == null ? null : property.value(nested);
        });
    }

    private <P> PropertyList<E> associate(
            String name,
            Function<E, Stream<P>> references,
            boolean toMany,
            PropertyList<P> of,
            Function<Property<P>, Values<E>> values) {
        List<Property<E>> theirs = of.properties.stream()
                .map(property -> property(property, name, values.apply(property)))
                .toList();
        properties.addAll(theirs);
        associations.add(new Association<>(
                name, toMany, entity -> references.apply(entity).map(Object.class::cast), theirs));
        for (Association<P> association : of.associations) {
            String path = name + "." + association.path();
            associations.add(new Association<>(
                    path,
                    toMany || association.toMany(),
                    entity -> references.apply(entity).flatMap(association::values),
                    below(path, theirs)));
        }
        return this;
    }

    /** Adds the properties of a wrapped record under their own names, without a prefix. */
    <P> PropertyList<E> content(Function<E, P> content, PropertyList<P> of) {
        for (Property<P> property : of.properties) {
            properties.add(new Property<>(
                    property.path(),
                    property.kind(),
                    property.knownValues().orElse(null),
                    property.owner(),
                    property.ownerPath(),
                    through(content, property)));
        }
        for (Association<P> association : of.associations) {
            associations.add(new Association<>(
                    association.path(),
                    association.toMany(),
                    entity -> association.values(content.apply(entity)),
                    below(association.path(), properties)));
        }
        return this;
    }

    private static <E> List<Property<E>> below(String path, List<Property<E>> properties) {
        return properties.stream()
                .filter(property -> property.path().startsWith(path + "."))
                .toList();
    }

    private <P> Property<E> property(Property<P> property, String name, Values<E> values) {
        // A nested record without an own table is stored with this record; a separately stored one keeps its owner.
        boolean ownOwner = property.owner() != owner;
        return new Property<>(
                name + "." + property.path(),
                property.kind(),
                property.knownValues().orElse(null),
                property.owner(),
                ownOwner ? property.ownerPath() : name + "." + property.ownerPath(),
                values);
    }

    private PropertyList<E> add(
            String name, ValueKind kind, @Nullable KnownValues<?> knownValues, Function<E, ?> value) {
        properties.add(new Property<>(name, kind, knownValues, owner, name, Values.one(value)));
        return this;
    }
}
