package org.executionsession.domain.query.typed;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Function;
import org.executionsession.domain.model.OpenEnum;
import org.executionsession.domain.query.Association;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.ValueKind;

/** Finds properties below one path, as typed properties. */
record TypedPaths<E>(QueryableProperties<E> properties, String prefix) {

    static <E> TypedPaths<E> of(QueryableProperties<E> properties) {
        return new TypedPaths<>(properties, "");
    }

    TypedPaths<E> below(String name) {
        return new TypedPaths<>(properties, prefix + name + ".");
    }

    Association<E> association() {
        return properties
                .findAssociation(prefix.substring(0, prefix.length() - 1))
                .orElseThrow();
    }

    EqualityProperty<E, UUID> id(String name) {
        return new EqualityProperty<>(find(name, ValueKind.GUID), Function.identity());
    }

    EqualityProperty<E, Boolean> flag(String name) {
        return new EqualityProperty<>(find(name, ValueKind.BOOLEAN), Function.identity());
    }

    ComparableProperty<E, Instant> date(String name) {
        return new ComparableProperty<>(find(name, ValueKind.DATE), Function.identity());
    }

    <C extends OpenEnum> ComparableProperty<E, C> enumeration(String name) {
        return new ComparableProperty<>(find(name, ValueKind.ENUM), OpenEnum::number);
    }

    NumberProperty<E> number(String name) {
        return new NumberProperty<>(find(name, ValueKind.NUMBER));
    }

    TextProperty<E> text(String name) {
        return new TextProperty<>(find(name, ValueKind.TEXT));
    }

    private Property<E> find(String name, ValueKind kind) {
        return properties
                .find(prefix + name)
                .filter(property -> property.kind() == kind)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no queryable property " + prefix + name + " of the kind " + kind));
    }
}
