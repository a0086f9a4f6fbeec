package org.executionsession.domain.port.inbound;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.IdempotencyKeyReusedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.RequestInProgressException;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.jspecify.annotations.Nullable;

/** Creates, reads, updates and deletes results. Results are kept after their sessions end. */
public interface ExecutionResults extends FindEntities<ExecutionResultEntity> {

    /**
     * Creates a result.
     *
     * @param draft the values of the entity; not null
     * @param caller the caller who creates it; not null
     * @param key the idempotency key. If it was used for the same request before, the entities of that request are
     *     returned and nothing is created; null for no key
     * @return it as stored
     * @throws AccessDeniedException when the caller may not create it
     * @throws InvalidDraftException when the draft breaks rules; it names all of them
     * @throws DuplicateIdException when a result with the draft's id exists
     * @throws IdempotencyKeyReusedException when the key was used with a different request
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store is overloaded; nothing was changed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    ExecutionResultEntity create(ExecutionResultDraft draft, Caller caller, @Nullable IdempotencyKey key);

    /**
     * Does the same without an idempotency key.
     *
     * @param draft the values of the entity; not null
     * @param caller the caller who creates it; not null
     * @return it as stored
     */
    default ExecutionResultEntity create(ExecutionResultDraft draft, Caller caller) {
        return create(draft, caller, null);
    }

    /**
     * Creates several results, all or none.
     *
     * @param drafts the values of the entities; not null
     * @param caller the caller who creates them; not null
     * @param key the idempotency key. If it was used for the same request before, the entities of that request are
     *     returned and nothing is created; null for no key
     * @return the entities as stored, in the order of the drafts
     * @throws AccessDeniedException when the caller may not create one of them
     * @throws InvalidDraftException when drafts break rules; each path begins with the index of the draft
     * @throws DuplicateIdException when an id is in use, or two drafts have the same id
     * @throws IdempotencyKeyReusedException when the key was used with a different request
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store is overloaded; nothing was changed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    List<ExecutionResultEntity> createAll(
            List<ExecutionResultDraft> drafts, Caller caller, @Nullable IdempotencyKey key);

    /**
     * Does the same without an idempotency key.
     *
     * @param drafts the values of the entities; not null
     * @param caller the caller who creates them; not null
     * @return the entities as stored
     */
    default List<ExecutionResultEntity> createAll(List<ExecutionResultDraft> drafts, Caller caller) {
        return createAll(drafts, caller, null);
    }

    /**
     * Replaces all values of a result.
     *
     * @param id its id; not null. An id in the draft is ignored
     * @param draft the new values; not null
     * @param basedOn the modifiedDate that the caller read; null always causes a conflict
     * @param caller the caller who changes it; not null
     * @return it as stored, with a later modifiedDate
     * @throws NotFoundException when no entity has this id, or the caller may not read it
     * @throws AccessDeniedException when the caller may not change it
     * @throws InvalidDraftException when the draft breaks rules; it names all of them
     * @throws VersionConflictException when it was changed after basedOn
     * @throws StoreUnavailableException when the store cannot be reached
     */
    ExecutionResultEntity update(UUID id, ExecutionResultDraft draft, @Nullable Instant basedOn, Caller caller);

    /**
     * Deletes a result.
     *
     * @param id its id; not null
     * @param caller the caller who deletes it; not null
     * @throws NotFoundException when no entity has this id, or the caller may not read it
     * @throws AccessDeniedException when the caller may not delete it
     * @throws ResultInUseException when the result belongs to a session that has not ended
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void delete(UUID id, Caller caller);
}
