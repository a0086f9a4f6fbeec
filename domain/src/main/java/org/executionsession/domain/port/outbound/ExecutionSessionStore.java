package org.executionsession.domain.port.outbound;

import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.refusal.IdInUseException;
import org.executionsession.domain.refusal.StoreUnavailableException;

/**
 * Keeps execution sessions. Implementations are safe for use by many threads at once; the contract suite in the domain's
 * test-jar says how they must behave.
 */
public interface ExecutionSessionStore {

    /**
     * Adds a session. When this returns, the session is as durable as the store can make it; when it throws
     * {@link IdInUseException}, nothing was changed.
     *
     * @param session the session; not null
     * @throws IdInUseException when a session with this id is stored
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void add(ExecutionSession session);

    /**
     * Reads a session.
     *
     * @param id the session's id; not null
     * @return the session exactly as it was added; empty when none with this id is stored
     * @throws StoreUnavailableException when the store cannot be reached; an outage is never an empty answer
     */
    Optional<ExecutionSession> find(UUID id);
}
