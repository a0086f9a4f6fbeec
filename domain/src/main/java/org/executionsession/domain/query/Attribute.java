package org.executionsession.domain.query;

import java.util.stream.Stream;

/**
 * What an entity has under a path: a value, or other records.
 *
 * @param <E> the entity that has it
 */
public sealed interface Attribute<E> permits Property, Association {

    /**
     * The path from the entity, as the contract writes it.
     *
     * @return for example {@code reloadTask.id}
     */
    String path();

    /**
     * Whether an entity may have several of it, since the path is that of a list or leads through one.
     *
     * @return true when it may
     */
    boolean toMany();

    /**
     * What an entity has of it.
     *
     * @param entity the entity; not null
     * @return nothing when the path leads through a reference that is null
     */
    Stream<Object> values(E entity);
}
