package org.executionsession.domain.exception;

import java.util.UUID;
import org.executionsession.domain.model.EntityKind;

/** The entity that was to be changed or deleted is not there. */
public final class NotFoundException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects because of a missing entity.
     *
     * @param kind what it would be; not null
     * @param id the id that nothing has; not null
     */
    public NotFoundException(EntityKind kind, UUID id) {
        super("there is no " + kind + " with the id " + id);
    }

    /**
     * Rejects because of a missing selection.
     *
     * @param selection the id that nothing has; not null
     */
    public NotFoundException(UUID selection) {
        super("there is no selection with the id " + selection + "; it may have expired");
    }
}
