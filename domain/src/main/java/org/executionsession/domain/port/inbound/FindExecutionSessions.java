package org.executionsession.domain.port.inbound;

import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.refusal.StoreUnavailableException;

/** Reads recorded executions. */
@FunctionalInterface
public interface FindExecutionSessions {

    /**
     * Reads one session.
     *
     * @param id the session's id; not null
     * @param caller who asks; not null
     * @return empty when no session has this id
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<ExecutionSession> find(UUID id, Caller caller);
}
