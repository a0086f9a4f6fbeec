package org.executionsession.domain.port.inbound;

import java.util.List;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.IdempotencyKeyReusedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.RequestInProgressException;
import org.executionsession.domain.exception.ResultConflictException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;

/** Records an execution. */
public interface CreateExecutionSession {

    /**
     * Records an execution; when this returns, the session is durable.
     *
     * @param draft what is known of the execution; not null. Its id is kept; without one, the server makes one
     * @param caller who records it; not null
     * @param key names the request: sent again with the same key, it is answered as it was at first, and nothing is
     *     recorded; null for none
     * @return the session as it was stored
     * @throws AccessDeniedException when the caller may not record it
     * @throws InvalidDraftException when the draft breaks rules; it names all of them
     * @throws DuplicateIdException when a session with the draft's id exists
     * @throws ResultConflictException when the session's result was recorded before and has ended, or is that of another session
     * @throws IdempotencyKeyReusedException when the key came with another request before
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store has too much to do; nothing was done
     * @throws StoreUnavailableException when the store cannot be reached
     */
    ExecutionSession create(ExecutionSessionDraft draft, Caller caller, IdempotencyKey key);

    /**
     * The same without an idempotency key.
     *
     * @param draft what is known of it; not null
     * @param caller who records it; not null
     * @return it as it was stored
     */
    default ExecutionSession create(ExecutionSessionDraft draft, Caller caller) {
        return create(draft, caller, null);
    }

    /**
     * Records several executions, all or none.
     *
     * @param drafts what is known of them; not null
     * @param caller who records them; not null
     * @param key names the request: sent again with the same key, it is answered as it was at first, and nothing is
     *     recorded; null for none
     * @return the sessions as they were stored, in the order of the drafts
     * @throws AccessDeniedException when the caller may not record one of them
     * @throws InvalidDraftException when drafts break rules; the paths begin with the index of the draft
     * @throws DuplicateIdException when an id is in use, also twice among the drafts
     * @throws ResultConflictException when a session's result was recorded before and has ended, or is that of another session
     * @throws IdempotencyKeyReusedException when the key came with another request before
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store has too much to do; nothing was done
     * @throws StoreUnavailableException when the store cannot be reached
     */
    List<ExecutionSession> createAll(List<ExecutionSessionDraft> drafts, Caller caller, IdempotencyKey key);

    /**
     * The same without an idempotency key.
     *
     * @param drafts what is known of them; not null
     * @param caller who records them; not null
     * @return them as they were stored
     */
    default List<ExecutionSession> createAll(List<ExecutionSessionDraft> drafts, Caller caller) {
        return createAll(drafts, caller, null);
    }
}
