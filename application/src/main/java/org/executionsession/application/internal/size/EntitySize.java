package org.executionsession.application.internal.size;

import java.util.List;
import org.executionsession.domain.model.AuditedEntity;

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

    /** Returns about how many bytes new entities take besides their messages, until they are stored. */
    public static long ofNew(List<? extends AuditedEntity> entities) {
        return NEW_DETAIL
                * entities.stream().mapToLong(AuditedEntity::detailCount).sum();
    }

    /** Returns about how many bytes an entity takes. It is at least as many as its messages have. */
    public static long estimate(AuditedEntity entity) {
        return OTHER_PROPERTIES + entity.detailBytes();
    }
}
