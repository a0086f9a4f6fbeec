package org.executionsession.domain.model;

import java.util.Objects;
import java.util.UUID;
import org.executionsession.domain.constraint.Text;
import org.jspecify.annotations.Nullable;

/**
 * The stream to which an app is published.
 *
 * @param id the stream's id; null when not given
 * @param name the stream's name; never null, empty when not given
 * @param reference true if only the id is given and refers to the stored values; always false in a stored entity, and
 *     without an id
 */
public record StreamReference(@Nullable UUID id, @Text String name, boolean reference) {

    /** Normalizes the values: the zero GUID and null mean "not given". */
    public StreamReference(@Nullable UUID id, @Nullable String name, boolean reference) {
        this.id = Defaults.id(id);
        this.name = Defaults.text(name);
        this.reference = reference && this.id != null;
    }

    /**
     * A stream that is not a reference.
     *
     * @param id the stream's id
     * @param name the stream's name
     */
    public StreamReference(@Nullable UUID id, @Nullable String name) {
        this(id, name, false);
    }

    /** Replaces a reference by the stored values. */
    static @Nullable StreamReference resolved(@Nullable StreamReference given, @Nullable StreamReference stored) {
        if (given == null || !given.reference) {
            return given;
        }
        return stored != null && Objects.equals(given.id, stored.id)
                ? stored
                : new StreamReference(given.id, given.name);
    }
}
