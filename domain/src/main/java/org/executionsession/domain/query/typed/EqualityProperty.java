package org.executionsession.domain.query.typed;

import java.util.function.Function;
import org.executionsession.domain.query.Property;

/**
 * A property that is compared for equality alone: an id or a boolean.
 *
 * @param <E> the entity
 * @param <V> the type of the values
 */
public final class EqualityProperty<E, V> extends ValueProperty<E, V> {

    EqualityProperty(Property<E> property, Function<? super V, Object> stored) {
        super(property, stored);
    }
}
