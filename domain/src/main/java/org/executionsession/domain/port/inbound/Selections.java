package org.executionsession.domain.port.inbound;

import java.util.List;
import java.util.UUID;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.IdempotencyKeyReusedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.RequestInProgressException;
import org.executionsession.domain.exception.ResultInUseException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.query.BulkEdit;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;

/**
 * Selects entities, to list, change or delete them together. A selection belongs to the caller who made it: to everybody else, the
 * service account included, it is not there. Selections expire after an hour, and how many there are is limited.
 */
public interface Selections {

    /**
     * Selects the sessions that a filter means now.
     *
     * @param filter which; not null
     * @param caller who selects; not null
     * @param key names the request: sent again with the same key, it is answered with the selection of then, and
     *     nothing is selected, until that would have expired; null for none
     * @return the selection
     * @throws AccessDeniedException when the caller may read nothing
     * @throws InvalidDraftException when they are more than {@link Selection#ITEMS_MAX}
     * @throws LimitExceededException when the caller, or all callers together, have as many selections as may be
     * @throws NotFoundException when the selection that was made under the key has been deleted
     * @throws IdempotencyKeyReusedException when the key came with another request before
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store has too much to do; nothing was done
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Selection selectSessions(Filter<ExecutionSession> filter, Caller caller, IdempotencyKey key);

    /**
     * The same without an idempotency key.
     *
     * @param filter which; not null
     * @param caller who selects; not null
     * @return the selection
     */
    default Selection selectSessions(Filter<ExecutionSession> filter, Caller caller) {
        return selectSessions(filter, caller, null);
    }

    /**
     * Selects the sessions that a filter means now, until that is cancelled; see {@link #selectSessions(Filter, Caller, IdempotencyKey)}.
     *
     * @param filter which; not null
     * @param caller who selects; not null
     * @param key names the request; null for none
     * @param signal ends the search, and then nothing is selected; not null
     * @return the selection
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    default Selection selectSessions(
            Filter<ExecutionSession> filter, Caller caller, IdempotencyKey key, CancellationSignal signal) {
        return selectSessions(filter, caller, key);
    }

    /**
     * Selects the results that a filter means now.
     *
     * @param filter which; not null
     * @param caller who selects; not null
     * @param key names the request: sent again with the same key, it is answered with the selection of then, and
     *     nothing is selected, until that would have expired; null for none
     * @return the selection
     * @throws AccessDeniedException when the caller may read nothing
     * @throws InvalidDraftException when they are more than {@link Selection#ITEMS_MAX}
     * @throws LimitExceededException when the caller, or all callers together, have as many selections as may be
     * @throws NotFoundException when the selection that was made under the key has been deleted
     * @throws IdempotencyKeyReusedException when the key came with another request before
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store has too much to do; nothing was done
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Selection selectResults(Filter<ExecutionResultEntity> filter, Caller caller, IdempotencyKey key);

    /**
     * The same without an idempotency key.
     *
     * @param filter which; not null
     * @param caller who selects; not null
     * @return the selection
     */
    default Selection selectResults(Filter<ExecutionResultEntity> filter, Caller caller) {
        return selectResults(filter, caller, null);
    }

    /**
     * Selects the results that a filter means now, until that is cancelled; see {@link #selectResults(Filter, Caller, IdempotencyKey)}.
     *
     * @param filter which; not null
     * @param caller who selects; not null
     * @param key names the request; null for none
     * @param signal ends the search, and then nothing is selected; not null
     * @return the selection
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    default Selection selectResults(
            Filter<ExecutionResultEntity> filter, Caller caller, IdempotencyKey key, CancellationSignal signal) {
        return selectResults(filter, caller, key);
    }

    /**
     * Selects the details that a filter means now.
     *
     * @param filter which; not null
     * @param caller who selects; not null
     * @param key names the request: sent again with the same key, it is answered with the selection of then, and
     *     nothing is selected, until that would have expired; null for none
     * @return the selection
     * @throws AccessDeniedException when the caller may read nothing
     * @throws InvalidDraftException when they are more than {@link Selection#ITEMS_MAX}
     * @throws LimitExceededException when the caller, or all callers together, have as many selections as may be
     * @throws NotFoundException when the selection that was made under the key has been deleted
     * @throws IdempotencyKeyReusedException when the key came with another request before
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store has too much to do; nothing was done
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Selection selectDetails(Filter<ExecutionResultDetailEntity> filter, Caller caller, IdempotencyKey key);

    /**
     * The same without an idempotency key.
     *
     * @param filter which; not null
     * @param caller who selects; not null
     * @return the selection
     */
    default Selection selectDetails(Filter<ExecutionResultDetailEntity> filter, Caller caller) {
        return selectDetails(filter, caller, null);
    }

    /**
     * Selects the details that a filter means now, until that is cancelled; see {@link #selectDetails(Filter, Caller, IdempotencyKey)}.
     *
     * @param filter which; not null
     * @param caller who selects; not null
     * @param key names the request; null for none
     * @param signal ends the search, and then nothing is selected; not null
     * @return the selection
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    default Selection selectDetails(
            Filter<ExecutionResultDetailEntity> filter, Caller caller, IdempotencyKey key, CancellationSignal signal) {
        return selectDetails(filter, caller, key);
    }

    /**
     * Selects entities one by one.
     *
     * @param items the entities; not null
     * @param caller who selects; not null
     * @param key names the request: sent again with the same key, it is answered with the selection of then, and
     *     nothing is selected, until that would have expired; null for none
     * @return the selection
     * @throws AccessDeniedException when the caller may read nothing
     * @throws InvalidDraftException when they are more than {@link Selection#ITEMS_MAX}
     * @throws LimitExceededException when the caller, or all callers together, have as many selections as may be
     * @throws NotFoundException when the selection that was made under the key has been deleted
     * @throws IdempotencyKeyReusedException when the key came with another request before
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store has too much to do; nothing was done
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Selection select(List<Selection.Item> items, Caller caller, IdempotencyKey key);

    /**
     * The same without an idempotency key.
     *
     * @param items the entities; not null
     * @param caller who selects; not null
     * @return the selection
     */
    default Selection select(List<Selection.Item> items, Caller caller) {
        return select(items, caller, null);
    }

    /**
     * Reads a selection.
     *
     * @param id its id; not null
     * @param caller who asks; not null
     * @return the selection
     * @throws NotFoundException when the caller has none with this id, or it has expired
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Selection find(UUID id, Caller caller);

    /**
     * Deletes a selection; what it selected stays.
     *
     * @param id its id; not null
     * @param caller who deletes it; not null
     * @throws NotFoundException when the caller has none with this id, or it has expired
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void delete(UUID id, Caller caller);

    /**
     * Ends the sessions of a selection. Those that are gone already do not matter.
     *
     * @param id the selection's id; not null
     * @param caller who ends them; not null
     * @throws NotFoundException when the caller has no selection with this id, or it has expired
     * @throws AccessDeniedException when the caller may not end sessions at all, whatever was selected, or not one of them; none
     *     is ended then
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void endSessions(UUID id, Caller caller);

    /**
     * Deletes the results of a selection. Those that are gone already do not matter.
     *
     * @param id the selection's id; not null
     * @param caller who deletes them; not null
     * @throws NotFoundException when the caller has no selection with this id, or it has expired
     * @throws AccessDeniedException when the caller may not delete one of them; none is deleted then
     * @throws ResultInUseException when one is that of a session that has not ended; none is deleted then
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void deleteResults(UUID id, Caller caller);

    /**
     * Deletes the details of a selection. Those that are gone already do not matter.
     *
     * @param id the selection's id; not null
     * @param caller who deletes them; not null
     * @throws NotFoundException when the caller has no selection with this id, or it has expired
     * @throws AccessDeniedException when the caller may not delete one of them; none is deleted then
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void deleteDetails(UUID id, Caller caller);

    /**
     * Changes the sessions of a selection, all or none, in one transaction. Those that are gone already do not matter.
     *
     * @param id the selection's id; not null
     * @param edit which of them and how; not null
     * @param caller who changes them; not null
     * @throws NotFoundException when no selection has this id, or it has expired
     * @throws AccessDeniedException when the caller may not read or change one of them; none is changed then
     * @throws VersionConflictException when one was changed after the date on which the edit is based, or the edit gives
     *     none; none is changed then
     * @throws InvalidDraftException when what becomes of one breaks rules, or they are more than
     *     {@link BulkEdit#ENTITIES_MAX}; none is changed then
     * @throws OverloadedException when the store has too much to do; nothing was done
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void updateSessions(UUID id, BulkEdit<ExecutionSession, ExecutionSessionDraft> edit, Caller caller);

    /**
     * Changes the results of a selection, all or none, in one transaction. Those that are gone already do not matter.
     *
     * @param id the selection's id; not null
     * @param edit which of them and how; not null
     * @param caller who changes them; not null
     * @throws NotFoundException when no selection has this id, or it has expired
     * @throws AccessDeniedException when the caller may not read or change one of them; none is changed then
     * @throws VersionConflictException when one was changed after the date on which the edit is based, or the edit gives
     *     none; none is changed then
     * @throws InvalidDraftException when what becomes of one breaks rules, or they are more than
     *     {@link BulkEdit#ENTITIES_MAX}; none is changed then
     * @throws OverloadedException when the store has too much to do; nothing was done
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void updateResults(UUID id, BulkEdit<ExecutionResultEntity, ExecutionResultDraft> edit, Caller caller);

    /**
     * Changes the details of a selection, all or none, in one transaction. Those that are gone already do not matter.
     *
     * @param id the selection's id; not null
     * @param edit which of them and how; not null
     * @param caller who changes them; not null
     * @throws NotFoundException when no selection has this id, or it has expired
     * @throws AccessDeniedException when the caller may not read or change one of them; none is changed then
     * @throws VersionConflictException when one was changed after the date on which the edit is based, or the edit gives
     *     none; none is changed then
     * @throws InvalidDraftException when what becomes of one breaks rules, or they are more than
     *     {@link BulkEdit#ENTITIES_MAX}; none is changed then
     * @throws OverloadedException when the store has too much to do; nothing was done
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void updateDetails(UUID id, BulkEdit<ExecutionResultDetailEntity, ExecutionResultDetail> edit, Caller caller);
}
