package org.executionsession.domain.exception;

import java.util.UUID;
import org.executionsession.domain.model.EntityKind;

/** Somebody changed the entity after the caller read it; nothing was changed (contract, part 5.2). */
public final class VersionConflictException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects an outdated change.
     *
     * @param kind what was to be changed; not null
     * @param id its id; not null
     */
    public VersionConflictException(EntityKind kind, UUID id) {
        super("the " + kind + " " + id + " was changed after the modifiedDate that was sent, or none was sent");
    }
}
