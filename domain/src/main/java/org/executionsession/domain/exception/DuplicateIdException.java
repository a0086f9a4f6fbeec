package org.executionsession.domain.exception;

import java.util.UUID;
import org.executionsession.domain.model.EntityKind;

/** An entity of the same kind with the given id exists already and was not changed. */
public final class DuplicateIdException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    private final UUID id;

    /**
     * Rejects an id.
     *
     * @param kind the kind of the entity; not null
     * @param id the id in use; not null
     */
    public DuplicateIdException(EntityKind kind, UUID id) {
        super("the id " + id + " is in use by another " + kind);
        this.id = id;
    }

    /**
     * Returns the id in use.
     *
     * @return never null
     */
    public UUID id() {
        return id;
    }
}
