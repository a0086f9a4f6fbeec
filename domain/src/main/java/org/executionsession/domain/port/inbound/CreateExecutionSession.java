package org.executionsession.domain.port.inbound;

import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.refusal.IdInUseException;
import org.executionsession.domain.refusal.InvalidDraftException;
import org.executionsession.domain.refusal.StoreUnavailableException;

/** Records an execution. */
@FunctionalInterface
public interface CreateExecutionSession {

    /**
     * Records an execution; when this returns, the session is durable.
     *
     * @param draft what is known of the execution; not null. Its id is kept; without one, the server makes one
     * @param caller who records it; not null
     * @return the session as it was stored
     * @throws InvalidDraftException when the draft breaks rules; it names all of them
     * @throws IdInUseException when a session with the draft's id exists
     * @throws StoreUnavailableException when the store cannot be reached
     */
    ExecutionSession create(ExecutionSessionDraft draft, Caller caller);
}
