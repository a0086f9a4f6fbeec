package org.executionsession.domain.port.inbound;

import java.util.List;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.refusal.AccessDeniedException;
import org.executionsession.domain.refusal.IdInUseException;
import org.executionsession.domain.refusal.InvalidDraftException;
import org.executionsession.domain.refusal.StoreUnavailableException;

/** Records an execution. */
public interface CreateExecutionSession {

    /**
     * Records an execution; when this returns, the session is durable.
     *
     * @param draft what is known of the execution; not null. Its id is kept; without one, the server makes one
     * @param caller who records it; not null
     * @return the session as it was stored
     * @throws AccessDeniedException when the caller may not record it
     * @throws InvalidDraftException when the draft breaks rules; it names all of them
     * @throws IdInUseException when a session with the draft's id exists
     * @throws StoreUnavailableException when the store cannot be reached
     */
    ExecutionSession create(ExecutionSessionDraft draft, Caller caller);

    /**
     * Records several executions, all or none.
     *
     * @param drafts what is known of them; not null
     * @param caller who records them; not null
     * @return the sessions as they were stored, in the order of the drafts
     * @throws AccessDeniedException when the caller may not record one of them
     * @throws InvalidDraftException when drafts break rules; the paths begin with the index of the draft
     * @throws IdInUseException when an id is in use, also twice among the drafts
     * @throws StoreUnavailableException when the store cannot be reached
     */
    List<ExecutionSession> createAll(List<ExecutionSessionDraft> drafts, Caller caller);
}
