package org.executionsession.http.internal.watch;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.EntityKind;

/**
 * The sessions that were changed at the last position. The changes of one position can come in several batches. In each position, the
 * change of a session comes before that of its result.
 */
final class ChangedSessions {

    private final Set<UUID> ids = new HashSet<>();
    private long position = -1;

    ChangedSessions copy() {
        ChangedSessions copy = new ChangedSessions();
        copy.ids.addAll(ids);
        copy.position = position;
        return copy;
    }

    /** Adds the next change; all changes are added in their order. */
    void add(Change change) {
        if (change.cursor().position() != position) {
            position = change.cursor().position();
            ids.clear();
        }
        if (change.entity().kind() == EntityKind.SESSION) {
            ids.add(change.entity().id());
        }
    }

    /** Returns whether a session has a change of its own at the position of the last change. */
    boolean contains(UUID session) {
        return ids.contains(session);
    }
}
