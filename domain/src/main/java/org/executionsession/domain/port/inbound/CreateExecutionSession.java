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
import org.jspecify.annotations.Nullable;

/** Creates sessions. */
public interface CreateExecutionSession {

    /**
     * Creates a session; when the method returns, the session is durable.
     *
     * @param draft the session to create; not null. A missing id is generated
     * @param caller the caller who creates it; not null
     * @param key the idempotency key. If it was used for the same request before, the entities of that request are
     *     returned and nothing is created; null for no key
     * @return the session as stored
     * @throws AccessDeniedException when the caller may not create it
     * @throws InvalidDraftException when the draft breaks rules; it names all of them
     * @throws DuplicateIdException when a session with the draft's id exists
     * @throws ResultConflictException when the result of the session is already stored and final, or belongs to
     *     another session
     * @throws IdempotencyKeyReusedException when the key was used with a different request
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store is overloaded; nothing was changed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    ExecutionSession create(ExecutionSessionDraft draft, Caller caller, @Nullable IdempotencyKey key);

    /**
     * Does the same without an idempotency key.
     *
     * @param draft the session to create; not null
     * @param caller the caller who creates it; not null
     * @return it as stored
     */
    default ExecutionSession create(ExecutionSessionDraft draft, Caller caller) {
        return create(draft, caller, null);
    }

    /**
     * Creates several sessions, all or none.
     *
     * @param drafts the sessions to create; not null
     * @param caller the caller who creates them; not null
     * @param key the idempotency key. If it was used for the same request before, the entities of that request are
     *     returned and nothing is created; null for no key
     * @return the sessions as stored, in the order of the drafts
     * @throws AccessDeniedException when the caller may not create one of them
     * @throws InvalidDraftException when drafts break rules; each path begins with the index of the draft
     * @throws DuplicateIdException when an id is in use, or two drafts have the same id
     * @throws ResultConflictException when the result of a session is already stored and final, or belongs to
     *     another session
     * @throws IdempotencyKeyReusedException when the key was used with a different request
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store is overloaded; nothing was changed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    List<ExecutionSession> createAll(List<ExecutionSessionDraft> drafts, Caller caller, @Nullable IdempotencyKey key);

    /**
     * Does the same without an idempotency key.
     *
     * @param drafts the sessions to create; not null
     * @param caller the caller who creates them; not null
     * @return the entities as stored
     */
    default List<ExecutionSession> createAll(List<ExecutionSessionDraft> drafts, Caller caller) {
        return createAll(drafts, caller, null);
    }
}
