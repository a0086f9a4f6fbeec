package org.executionsession.domain.query.typed;

import java.time.Instant;
import java.util.UUID;
import org.executionsession.domain.model.DetailsType;

/**
 * The properties of the details of a result. Entities cannot be ordered by them, because a result has several details.
 *
 * @param <E> the entity
 */
public final class DetailContentProperties<E> extends TypedAssociation<E> {

    DetailContentProperties(TypedPaths<E> paths) {
        super(paths);
    }

    /**
     * Returns the id of the detail.
     *
     * @return never null
     */
    public EqualityProperty<E, UUID> id() {
        return paths.id("id");
    }

    /**
     * Returns the severity.
     *
     * @return never null
     */
    public ComparableProperty<E, DetailsType> detailsType() {
        return paths.enumeration("detailsType");
    }

    /**
     * Returns the message.
     *
     * @return never null
     */
    public TextProperty<E> message() {
        return paths.text("message");
    }

    /**
     * Returns when it happened.
     *
     * @return never null
     */
    public ComparableProperty<E, Instant> detailCreatedDate() {
        return paths.date("detailCreatedDate");
    }
}
