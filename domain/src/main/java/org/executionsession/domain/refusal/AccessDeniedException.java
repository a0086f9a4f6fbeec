package org.executionsession.domain.refusal;

import org.executionsession.domain.model.Action;
import org.executionsession.domain.model.EntityKind;

/** The access policy does not let the caller do it. */
public final class AccessDeniedException extends RefusalException {

    private static final long serialVersionUID = 1L;

    /**
     * Refuses an action.
     *
     * @param action what the caller may not do; not null
     * @param kind with what; not null
     */
    public AccessDeniedException(Action action, EntityKind kind) {
        super("the caller may not " + action.privilege() + " this " + kind);
    }

    /**
     * Refuses an action with anything.
     *
     * @param action what the caller may not do at all; not null
     */
    public AccessDeniedException(Action action) {
        super("the caller may not " + action.privilege() + " anything");
    }
}
