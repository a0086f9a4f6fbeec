package org.executionsession.domain.query.typed;

import java.time.Instant;
import java.util.UUID;
import org.executionsession.domain.model.AppAvailabilityStatus;

/**
 * The properties of the app that a session reloads.
 *
 * @param <E> the entity
 */
public final class AppProperties<E> extends TypedAssociation<E> {

    AppProperties(TypedPaths<E> paths) {
        super(paths);
    }

    /**
     * Returns the id of the app.
     *
     * @return never null
     */
    public EqualityProperty<E, UUID> id() {
        return paths.id("id");
    }

    /**
     * Returns the name of the app.
     *
     * @return never null
     */
    public TextProperty<E> name() {
        return paths.text("name");
    }

    /**
     * Returns the id of the app as the engine spells it.
     *
     * @return never null
     */
    public TextProperty<E> appId() {
        return paths.text("appId");
    }

    /**
     * Returns when the app was published.
     *
     * @return never null
     */
    public ComparableProperty<E, Instant> publishTime() {
        return paths.date("publishTime");
    }

    /**
     * Returns whether the app is published.
     *
     * @return never null
     */
    public EqualityProperty<E, Boolean> published() {
        return paths.flag("published");
    }

    /**
     * Returns the stream in which the app is published.
     *
     * @return never null
     */
    public StreamProperties<E> stream() {
        return new StreamProperties<>(paths.below("stream"));
    }

    /**
     * Returns the version that saved the app.
     *
     * @return never null
     */
    public TextProperty<E> savedInProductVersion() {
        return paths.text("savedInProductVersion");
    }

    /**
     * Returns the hash of the migration.
     *
     * @return never null
     */
    public TextProperty<E> migrationHash() {
        return paths.text("migrationHash");
    }

    /**
     * Returns whether the app can be opened.
     *
     * @return never null
     */
    public ComparableProperty<E, AppAvailabilityStatus> availabilityStatus() {
        return paths.enumeration("availabilityStatus");
    }
}
