package org.executionsession.domain.port.inbound;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.IdempotencyKey;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.refusal.AccessDeniedException;
import org.executionsession.domain.refusal.IdInUseException;
import org.executionsession.domain.refusal.InvalidDraftException;
import org.executionsession.domain.refusal.KeyReusedException;
import org.executionsession.domain.refusal.ModifiedElsewhereException;
import org.executionsession.domain.refusal.NotFoundException;
import org.executionsession.domain.refusal.OverloadedException;
import org.executionsession.domain.refusal.RequestInProgressException;
import org.executionsession.domain.refusal.StillReferencedException;
import org.executionsession.domain.refusal.StoreUnavailableException;

/** Records, reads, changes and deletes the results of executions, which outlive them. */
public interface ExecutionResults extends FindRecords<RecordedResult> {

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
     * @throws IdInUseException when a result with the draft's id exists
     * @throws KeyReusedException when the key came with another request before
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store has too much to do; nothing was done
     * @throws StoreUnavailableException when the store cannot be reached
     */
    RecordedResult create(ExecutionResultDraft draft, Caller caller, IdempotencyKey key);

    /**
     * The same without an idempotency key.
     *
     * @param draft what is known of it; not null
     * @param caller who records it; not null
     * @return it as it was stored
     */
    default RecordedResult create(ExecutionResultDraft draft, Caller caller) {
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
     * @throws IdInUseException when an id is in use, also twice among the drafts
     * @throws KeyReusedException when the key came with another request before
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store has too much to do; nothing was done
     * @throws StoreUnavailableException when the store cannot be reached
     */
    List<RecordedResult> createAll(List<ExecutionResultDraft> drafts, Caller caller, IdempotencyKey key);

    /**
     * The same without an idempotency key.
     *
     * @param drafts what is known of them; not null
     * @param caller who records them; not null
     * @return them as they were stored
     */
    default List<RecordedResult> createAll(List<ExecutionResultDraft> drafts, Caller caller) {
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
     * @throws ModifiedElsewhereException when it was changed after basedOn
     * @throws StoreUnavailableException when the store cannot be reached
     */
    RecordedResult update(UUID id, ExecutionResultDraft draft, Instant basedOn, Caller caller);

    /**
     * Deletes a result.
     *
     * @param id its id; not null
     * @param caller who deletes it; not null
     * @throws NotFoundException when none has this id, or one that the caller may not read
     * @throws AccessDeniedException when the caller may not delete it
     * @throws StillReferencedException when it is that of a session that has not ended
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void delete(UUID id, Caller caller);
}
