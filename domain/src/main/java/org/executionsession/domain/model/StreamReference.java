package org.executionsession.domain.model;

import java.util.UUID;
import org.executionsession.domain.constraint.Text;

/**
 * The stream to which an app is published.
 *
 * @param id the stream's id; null when not given
 * @param name the stream's name; never null, empty when not given
 * @param reference whether nothing but the id was said, so that what is recorded with it is meant; false in whatever is
 *     recorded, and without an id
 */
public record StreamReference(UUID id, @Text String name, boolean reference) {

    /** Takes the zero GUID and null for "not given". */
    public StreamReference {
        id = Defaults.id(id);
        name = Defaults.text(name);
        reference = reference && id != null;
    }

    /**
     * A stream of which everything is said.
     *
     * @param id the stream's id; may be null
     * @param name the stream's name; may be null
     */
    public StreamReference(UUID id, String name) {
        this(id, name, false);
    }

    /** What is recorded with its id, when nothing but that is said. */
    static StreamReference resolved(StreamReference said, StreamReference recorded) {
        if (said == null || !said.reference) {
            return said;
        }
        return recorded != null && said.id.equals(recorded.id) ? recorded : new StreamReference(said.id, said.name);
    }
}
