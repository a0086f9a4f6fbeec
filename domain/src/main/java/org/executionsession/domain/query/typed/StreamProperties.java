package org.executionsession.domain.query.typed;

import java.util.UUID;

/**
 * The properties of the stream in which an app is published.
 *
 * @param <E> the entity
 */
public final class StreamProperties<E> extends TypedAssociation<E> {

    StreamProperties(TypedPaths<E> paths) {
        super(paths);
    }

    /**
     * Returns the id of the stream.
     *
     * @return never null
     */
    public EqualityProperty<E, UUID> id() {
        return paths.id("id");
    }

    /**
     * Returns the name of the stream.
     *
     * @return never null
     */
    public TextProperty<E> name() {
        return paths.text("name");
    }
}
