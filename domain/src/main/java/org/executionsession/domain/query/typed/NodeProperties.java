package org.executionsession.domain.query.typed;

import java.util.UUID;

/**
 * The properties of the scheduler that runs a session.
 *
 * @param <E> the entity
 */
public final class NodeProperties<E> extends TypedAssociation<E> {

    NodeProperties(TypedPaths<E> paths) {
        super(paths);
    }

    /**
     * Returns the id of the scheduler.
     *
     * @return never null
     */
    public EqualityProperty<E, UUID> id() {
        return paths.id("id");
    }
}
