package org.executionsession.domain.port.inbound;

import java.util.UUID;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;

/** Ends sessions. */
@FunctionalInterface
public interface EndExecutionSession {

    /**
     * Ends a session: the session is deleted, its results are kept.
     *
     * @param id the session's id; not null
     * @param caller the caller who ends it; not null
     * @throws NotFoundException when no session has this id, or the caller may not read it
     * @throws AccessDeniedException when the caller may not end it
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void end(UUID id, Caller caller);
}
