package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;

/** The access policy does not allow the operation. */
public final class AccessDeniedException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects an operation on one kind of entity.
     *
     * @param privilege the missing privilege; not null
     * @param kind the kind of the entity; not null
     */
    public AccessDeniedException(Privilege privilege, EntityKind kind) {
        super("the caller may not " + requireNonNull(privilege, "privilege").wireName() + " this "
                + requireNonNull(kind, "kind"));
    }

    /**
     * Rejects an operation on entities of every kind.
     *
     * @param privilege the privilege that the caller has for no entity; not null
     */
    public AccessDeniedException(Privilege privilege) {
        super("the caller may not " + requireNonNull(privilege, "privilege").wireName() + " anything");
    }
}
