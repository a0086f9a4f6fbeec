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

/** Records, reads, changes and deletes the results of executions, which outlive them. */
public interface ExecutionResults extends FindEntities<ExecutionResultEntity> {

    /**
     * Records a result.
     *
     * @param draft what is known of it; not null
     * @param caller who records it; not null
     * @param key names the request: sent again with the same key, it is answered as it was at first, and nothing is
     *     recorded; null for none
     * @return it as it was stored
     * @throws AccessDeniedException when the caller may not record it
     * @throws InvalidDraftException when the draft breaks rules; it names all of them
     * @throws DuplicateIdException when a result with the draft's id exists
     * @throws IdempotencyKeyReusedException when the key came with another request before
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store has too much to do; nothing was done
     * @throws StoreUnavailableException when the store cannot be reached
     */
    ExecutionResultEntity create(ExecutionResultDraft draft, Caller caller, IdempotencyKey key);

    /**
     * The same without an idempotency key.
     *
     * @param draft what is known of it; not null
     * @param caller who records it; not null
     * @return it as it was stored
     */
    default ExecutionResultEntity create(ExecutionResultDraft draft, Caller caller) {
        return create(draft, caller, null);
    }

    /**
     * Records several results, all or none.
     *
     * @param drafts what is known of them; not null
     * @param caller who records them; not null
     * @param key names the request: sent again with the same key, it is answered as it was at first, and nothing is
     *     recorded; null for none
     * @return them as they were stored, in the order of the drafts
     * @throws AccessDeniedException when the caller may not record one of them
     * @throws InvalidDraftException when drafts break rules; the paths begin with the index of the draft
     * @throws DuplicateIdException when an id is in use, also twice among the drafts
     * @throws IdempotencyKeyReusedException when the key came with another request before
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store has too much to do; nothing was done
     * @throws StoreUnavailableException when the store cannot be reached
     */
    List<ExecutionResultEntity> createAll(List<ExecutionResultDraft> drafts, Caller caller, IdempotencyKey key);

    /**
     * The same without an idempotency key.
     *
     * @param drafts what is known of them; not null
     * @param caller who records them; not null
     * @return them as they were stored
     */
    default List<ExecutionResultEntity> createAll(List<ExecutionResultDraft> drafts, Caller caller) {
        return createAll(drafts, caller, null);
    }

    /**
     * Replaces everything that a caller may say of a result.
     *
     * @param id its id; not null. An id in the draft does not count
     * @param draft what is known of it now; not null
     * @param basedOn the modifiedDate that the caller has seen; null for none, which is a conflict
     * @param caller who changes it; not null
     * @return it as it was stored, with a later modifiedDate
     * @throws NotFoundException when none has this id, or one that the caller may not read
     * @throws AccessDeniedException when the caller may not change it
     * @throws InvalidDraftException when the draft breaks rules; it names all of them
     * @throws VersionConflictException when it was changed after basedOn
     * @throws StoreUnavailableException when the store cannot be reached
     */
    ExecutionResultEntity update(UUID id, ExecutionResultDraft draft, Instant basedOn, Caller caller);

    /**
     * Deletes a result.
     *
     * @param id its id; not null
     * @param caller who deletes it; not null
     * @throws NotFoundException when none has this id, or one that the caller may not read
     * @throws AccessDeniedException when the caller may not delete it
     * @throws ResultInUseException when it is that of a session that has not ended
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void delete(UUID id, Caller caller);
}
