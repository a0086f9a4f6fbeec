package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.executionsession.domain.model.EntityKind;

/** The entity was changed after the caller read it; the request changed nothing (contract, part 5.2). */
public final class VersionConflictException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects an outdated change.
     *
     * @param kind the kind of the entity; not null
     * @param id its id; not null
     */
    public VersionConflictException(EntityKind kind, UUID id) {
        super("the " + requireNonNull(kind, "kind") + " " + requireNonNull(id, "id")
                + " was changed after the modifiedDate of the request, or the request has no modifiedDate");
    }
}
