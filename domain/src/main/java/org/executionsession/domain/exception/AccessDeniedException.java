package org.executionsession.domain.exception;

import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;

/** The access policy does not let the caller do it. */
public final class AccessDeniedException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects an privilege.
     *
     * @param privilege what the caller may not do; not null
     * @param kind with what; not null
     */
    public AccessDeniedException(Privilege privilege, EntityKind kind) {
        super("the caller may not " + privilege.wireName() + " this " + kind);
    }

    /**
     * Rejects an action with anything.
     *
     * @param privilege what the caller may not do at all; not null
     */
    public AccessDeniedException(Privilege privilege) {
        super("the caller may not " + privilege.wireName() + " anything");
    }
}
