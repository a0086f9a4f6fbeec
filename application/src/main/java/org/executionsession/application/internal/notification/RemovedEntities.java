package org.executionsession.application.internal.notification;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.port.outbound.ExecutionSessionListener;

/** Collects the entities that one call removes: all of them if they are few and small, and otherwise only their ids. */
final class RemovedEntities<E extends AuditedEntity> {

    /** About how many bytes an id in a set takes. */
    private static final long ID_BYTES = 100;

    private final Set<UUID> ids = new LinkedHashSet<>();
    private final List<E> entities = new ArrayList<>();
    private long bytes;
    private boolean tooMany;

    void add(E entity) {
        ids.add(entity.id());
        bytes += entity.detailBytes();
        tooMany |= ids.size() > ExecutionSessionListener.MAX_ENDED_TOGETHER
                || bytes > ExecutionSessionListener.MAX_BYTES_ENDED_TOGETHER;
        if (tooMany) {
            entities.clear();
        } else {
            entities.add(entity);
        }
    }

    /** Returns the ids of all entities. */
    Set<UUID> ids() {
        return Collections.unmodifiableSet(ids);
    }

    /** Returns the entities; empty if they are too many or too large. */
    Optional<List<E>> entities() {
        return tooMany ? Optional.empty() : Optional.of(List.copyOf(entities));
    }

    static long estimate(Set<UUID> ids) {
        return ID_BYTES * ids.size();
    }
}
