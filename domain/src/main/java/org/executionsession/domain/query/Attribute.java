package org.executionsession.domain.query;

import java.util.stream.Stream;

/**
 * A value or other records at a path of an entity.
 *
 * @param <E> the entity that has it
 */
public sealed interface Attribute<E> permits Property, Association {

    /**
     * Returns the path from the entity, as the contract writes it.
     *
     * @return for example {@code reloadTask.id}
     */
    String path();

    /**
     * Returns whether an entity may have several values, because the path is a list or leads through one.
     *
     * @return true when it may
     */
    boolean toMany();

    /**
     * Returns the values of an entity.
     *
     * @param entity the entity; not null
     * @return nothing when the path leads through a reference that is null
     */
    Stream<Object> values(E entity);
}
