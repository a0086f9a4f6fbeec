package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

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
        super(message(kind, id));
        this.id = id;
    }

    /**
     * Rejects an id because of a failure of the database.
     *
     * @param kind the kind of the entity; not null
     * @param id the id in use; not null
     * @param cause the exception of the driver; not null
     */
    public DuplicateIdException(EntityKind kind, UUID id, Throwable cause) {
        super(message(kind, id), requireNonNull(cause, "cause"));
        this.id = id;
    }

    private static String message(EntityKind kind, UUID id) {
        requireNonNull(kind, "kind");
        requireNonNull(id, "id");
        return "the id " + id + " is in use by another " + kind;
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
