package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A committed change in the change feed.
 *
 * @param cursor its place in the feed; never null
 * @param date when it got this place, soon after its commit; later changes have no earlier date; never null
 * @param entity what was changed; never null
 */
public record Change(ChangeCursor cursor, Instant date, EntityChange entity) {

    /** Rejects null. */
    public Change {
        requireNonNull(cursor, "cursor");
        requireNonNull(date, "date");
        requireNonNull(entity, "entity");
    }
}
