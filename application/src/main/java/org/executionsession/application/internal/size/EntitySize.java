package org.executionsession.application.internal.size;

import java.util.Set;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.ExecutionResultDetail;

/**
 * Measures how much memory entities can take, in bytes of JSON. A text takes more in JSON than in the heap. All properties except messages
 * are short.
 */
public final class EntitySize {

    /** About how many bytes an entity has besides its messages, and its objects take. */
    private static final long OTHER_PROPERTIES = 2_000;

    /** About how many bytes a new detail takes, besides its message, until it is stored. */
    private static final long NEW_DETAIL = 1_000;

    private EntitySize() {}

    /** Returns about how many bytes the details of a new entity take, without their messages, until they are stored. */
    public static long ofNewDetails(AuditedEntity created) {
        return NEW_DETAIL * created.details().size();
    }

    /** Returns about how many bytes the added details of a new version of an entity take, without their messages. */
    public static long ofNewDetails(AuditedEntity next, AuditedEntity read) {
        if (next.details().equals(read.details())) {
            return 0;
        }
        Set<ExecutionResultDetail> known = Set.copyOf(read.details());
        return NEW_DETAIL
                * next.details().stream()
                        .filter(detail -> !known.contains(detail))
                        .count();
    }

    /** Returns about how many bytes an entity takes. It is at least as many as its messages have. */
    public static long estimate(AuditedEntity entity) {
        return OTHER_PROPERTIES + entity.detailBytes();
    }
}
