package org.executionsession.domain.exception;

import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;

/** The access policy does not let the caller do it. */
public final class AccessDeniedException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects an action.
     *
     * @param action what the caller may not do; not null
     * @param kind with what; not null
     */
    public AccessDeniedException(Privilege action, EntityKind kind) {
        super("the caller may not " + action.privilege() + " this " + kind);
    }

    /**
     * Rejects an action with anything.
     *
     * @param action what the caller may not do at all; not null
     */
    public AccessDeniedException(Privilege action) {
        super("the caller may not " + action.privilege() + " anything");
    }
}
