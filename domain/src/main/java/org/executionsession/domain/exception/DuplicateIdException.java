package org.executionsession.domain.exception;

import java.util.UUID;
import org.executionsession.domain.model.EntityKind;

/** An entity of the same kind with the given id exists already; it was not touched. */
public final class DuplicateIdException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    private final UUID id;

    /**
     * Rejects an id.
     *
     * @param kind what was to be recorded; not null
     * @param id the id in use; not null
     */
    public DuplicateIdException(EntityKind kind, UUID id) {
        super("the id " + id + " is in use by another " + kind);
        this.id = id;
    }

    /**
     * The id in use.
     *
     * @return never null
     */
    public UUID id() {
        return id;
    }
}
