package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.executionsession.domain.model.EntityKind;

/** The entity to read, change or delete does not exist. */
public final class NotFoundException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports a missing entity.
     *
     * @param kind the kind of the entity; not null
     * @param id the unknown id; not null
     */
    public NotFoundException(EntityKind kind, UUID id) {
        super("there is no " + requireNonNull(kind, "kind") + " with the id " + requireNonNull(id, "id"));
    }

    /**
     * Reports a missing task.
     *
     * @param name the unknown name; not null
     */
    public NotFoundException(String name) {
        super("there is no task with the name '" + requireNonNull(name, "name") + "'");
    }

    /**
     * Reports a missing selection.
     *
     * @param selection the unknown id; not null
     */
    public NotFoundException(UUID selection) {
        super("there is no selection with the id " + requireNonNull(selection, "selection") + "; it may have expired");
    }
}
