package org.executionsession.domain.model;

import java.util.UUID;
import org.executionsession.domain.constraint.Text;

/**
 * The stream to which an app is published.
 *
 * @param id the stream's id; null when not given
 * @param name the stream's name; never null, empty when not given
 * @param reference true if only the id is given and refers to the stored values; always false in a stored entity, and
 *     without an id
 */
public record StreamReference(UUID id, @Text String name, boolean reference) {

    /** Normalizes the values: the zero GUID and null mean "not given". */
    public StreamReference {
        id = Defaults.id(id);
        name = Defaults.text(name);
        reference = reference && id != null;
    }

    /**
     * A stream that is not a reference.
     *
     * @param id the stream's id; may be null
     * @param name the stream's name; may be null
     */
    public StreamReference(UUID id, String name) {
        this(id, name, false);
    }

    /** Replaces a reference by the stored values. */
    static StreamReference resolved(StreamReference given, StreamReference recorded) {
        if (given == null || !given.reference) {
            return given;
        }
        return recorded != null && given.id.equals(recorded.id) ? recorded : new StreamReference(given.id, given.name);
    }
}
