package org.executionsession.domain.model;

import java.util.UUID;
import org.executionsession.domain.constraint.Text;

/**
 * The stream to which an app is published.
 *
 * @param id the stream's id; null when not given
 * @param name the stream's name; never null, empty when not given
 */
public record StreamReference(UUID id, @Text String name) {

    /** Takes the zero GUID and null for "not given". */
    public StreamReference {
        id = Given.id(id);
        name = Given.text(name);
    }
}
