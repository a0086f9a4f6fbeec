package org.executionsession.domain.port.inbound;

import java.util.UUID;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;

/** Ends a recorded execution. */
@FunctionalInterface
public interface EndExecutionSession {

    /**
     * Ends a session: it is gone, its results stay.
     *
     * @param id the session's id; not null
     * @param caller who ends it; not null
     * @throws NotFoundException when no session has this id, or one that the caller may not read
     * @throws AccessDeniedException when the caller may not end it
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void end(UUID id, Caller caller);
}
