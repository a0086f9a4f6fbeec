package org.executionsession.domain.port.inbound;

import java.util.List;
import java.util.UUID;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.IdempotencyKeyReusedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.LimitExceededException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.RecordedTaskException;
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
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.query.BulkEdit;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.jspecify.annotations.Nullable;

/**
 * Selects entities, to list, change or delete them together. Only the caller who created a selection can see it; even
 * the service account cannot. Selections expire after an hour, and their number is limited.
 */
public interface Selections {

    /**
     * Selects the sessions that match a filter now.
     *
     * @param filter the filter; not null
     * @param caller the caller who selects; not null
     * @param key the idempotency key. Until the first selection would expire, a repeated request returns that selection
     *     and creates none; null for no key
     * @return the selection
     * @throws AccessDeniedException when the caller may not read any entity
     * @throws InvalidDraftException when there are more than {@link Selection#ITEMS_MAX}
     * @throws LimitExceededException when the selection would exceed a limit of the caller or of all callers
     * @throws NotFoundException when the selection of the earlier request with the key was deleted
     * @throws IdempotencyKeyReusedException when the key was used with a different request
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store is overloaded; nothing was changed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Selection selectSessions(Filter<ExecutionSession> filter, Caller caller, @Nullable IdempotencyKey key);

    /**
     * Does the same without an idempotency key.
     *
     * @param filter the filter; not null
     * @param caller the caller who selects; not null
     * @return the selection
     */
    default Selection selectSessions(Filter<ExecutionSession> filter, Caller caller) {
        return selectSessions(filter, caller, null);
    }

    /**
     * Selects the sessions that match a filter now, and can be cancelled; see {@link #selectSessions(Filter, Caller,
     * IdempotencyKey)}.
     *
     * @param filter the filter; not null
     * @param caller the caller who selects; not null
     * @param key the idempotency key; null for none
     * @param signal cancels the search; nothing is selected then; not null
     * @return the selection
     * @throws java.util.concurrent.CancellationException when the search was cancelled
     */
    default Selection selectSessions(
            Filter<ExecutionSession> filter, Caller caller, @Nullable IdempotencyKey key, CancellationSignal signal) {
        return selectSessions(filter, caller, key);
    }

    /**
     * Selects the results that match a filter now.
     *
     * @param filter the filter; not null
     * @param caller the caller who selects; not null
     * @param key the idempotency key. Until the first selection would expire, a repeated request returns that selection
     *     and creates none; null for no key
     * @return the selection
     * @throws AccessDeniedException when the caller may not read any entity
     * @throws InvalidDraftException when there are more than {@link Selection#ITEMS_MAX}
     * @throws LimitExceededException when the selection would exceed a limit of the caller or of all callers
     * @throws NotFoundException when the selection of the earlier request with the key was deleted
     * @throws IdempotencyKeyReusedException when the key was used with a different request
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store is overloaded; nothing was changed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Selection selectResults(Filter<ExecutionResultEntity> filter, Caller caller, @Nullable IdempotencyKey key);

    /**
     * Does the same without an idempotency key.
     *
     * @param filter the filter; not null
     * @param caller the caller who selects; not null
     * @return the selection
     */
    default Selection selectResults(Filter<ExecutionResultEntity> filter, Caller caller) {
        return selectResults(filter, caller, null);
    }

    /**
     * Selects the results that match a filter now, and can be cancelled; see {@link #selectResults(Filter, Caller,
     * IdempotencyKey)}.
     *
     * @param filter the filter; not null
     * @param caller the caller who selects; not null
     * @param key the idempotency key; null for none
     * @param signal cancels the search; nothing is selected then; not null
     * @return the selection
     * @throws java.util.concurrent.CancellationException when the search was cancelled
     */
    default Selection selectResults(
            Filter<ExecutionResultEntity> filter,
            Caller caller,
            @Nullable IdempotencyKey key,
            CancellationSignal signal) {
        return selectResults(filter, caller, key);
    }

    /**
     * Selects the details that match a filter now.
     *
     * @param filter the filter; not null
     * @param caller the caller who selects; not null
     * @param key the idempotency key. Until the first selection would expire, a repeated request returns that selection
     *     and creates none; null for no key
     * @return the selection
     * @throws AccessDeniedException when the caller may not read any entity
     * @throws InvalidDraftException when there are more than {@link Selection#ITEMS_MAX}
     * @throws LimitExceededException when the selection would exceed a limit of the caller or of all callers
     * @throws NotFoundException when the selection of the earlier request with the key was deleted
     * @throws IdempotencyKeyReusedException when the key was used with a different request
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store is overloaded; nothing was changed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Selection selectDetails(Filter<ExecutionResultDetailEntity> filter, Caller caller, @Nullable IdempotencyKey key);

    /**
     * Does the same without an idempotency key.
     *
     * @param filter the filter; not null
     * @param caller the caller who selects; not null
     * @return the selection
     */
    default Selection selectDetails(Filter<ExecutionResultDetailEntity> filter, Caller caller) {
        return selectDetails(filter, caller, null);
    }

    /**
     * Selects the details that match a filter now, and can be cancelled; see {@link #selectDetails(Filter, Caller,
     * IdempotencyKey)}.
     *
     * @param filter the filter; not null
     * @param caller the caller who selects; not null
     * @param key the idempotency key; null for none
     * @param signal cancels the search; nothing is selected then; not null
     * @return the selection
     * @throws java.util.concurrent.CancellationException when the search was cancelled
     */
    default Selection selectDetails(
            Filter<ExecutionResultDetailEntity> filter,
            Caller caller,
            @Nullable IdempotencyKey key,
            CancellationSignal signal) {
        return selectDetails(filter, caller, key);
    }

    /**
     * Selects the tasks that match a filter now.
     *
     * @param filter the filter; not null
     * @param caller the caller who selects; not null
     * @param key the idempotency key. Until the first selection would expire, a repeated request returns that selection
     *     and creates none; null for no key
     * @return the selection
     * @throws AccessDeniedException when the caller may not read any entity
     * @throws InvalidDraftException when there are more than {@link Selection#ITEMS_MAX}
     * @throws LimitExceededException when the selection would exceed a limit of the caller or of all callers
     * @throws NotFoundException when the selection of the earlier request with the key was deleted
     * @throws IdempotencyKeyReusedException when the key was used with a different request
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store is overloaded; nothing was changed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Selection selectTasks(Filter<Task> filter, Caller caller, @Nullable IdempotencyKey key);

    /**
     * Does the same without an idempotency key.
     *
     * @param filter the filter; not null
     * @param caller the caller who selects; not null
     * @return the selection
     */
    default Selection selectTasks(Filter<Task> filter, Caller caller) {
        return selectTasks(filter, caller, null);
    }

    /**
     * Selects the tasks that match a filter now, and can be cancelled; see {@link #selectTasks(Filter, Caller,
     * IdempotencyKey)}.
     *
     * @param filter the filter; not null
     * @param caller the caller who selects; not null
     * @param key the idempotency key; null for none
     * @param signal cancels the search; nothing is selected then; not null
     * @return the selection
     * @throws java.util.concurrent.CancellationException when the search was cancelled
     */
    default Selection selectTasks(
            Filter<Task> filter, Caller caller, @Nullable IdempotencyKey key, CancellationSignal signal) {
        return selectTasks(filter, caller, key);
    }

    /**
     * Selects the given entities.
     *
     * @param items the entities; not null
     * @param caller the caller who selects; not null
     * @param key the idempotency key. Until the first selection would expire, a repeated request returns that selection
     *     and creates none; null for no key
     * @return the selection
     * @throws AccessDeniedException when the caller may not read any entity
     * @throws InvalidDraftException when there are more than {@link Selection#ITEMS_MAX}
     * @throws LimitExceededException when the selection would exceed a limit of the caller or of all callers
     * @throws NotFoundException when the selection of the earlier request with the key was deleted
     * @throws IdempotencyKeyReusedException when the key was used with a different request
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store is overloaded; nothing was changed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Selection select(List<Selection.Item> items, Caller caller, @Nullable IdempotencyKey key);

    /**
     * Does the same without an idempotency key.
     *
     * @param items the entities; not null
     * @param caller the caller who selects; not null
     * @return the selection
     */
    default Selection select(List<Selection.Item> items, Caller caller) {
        return select(items, caller, null);
    }

    /**
     * Reads a selection.
     *
     * @param id its id; not null
     * @param caller the caller; not null
     * @return the selection
     * @throws NotFoundException when the caller has no selection with this id, or it has expired
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Selection find(UUID id, Caller caller);

    /**
     * Deletes a selection, but not the selected entities.
     *
     * @param id its id; not null
     * @param caller the caller who deletes it; not null
     * @throws NotFoundException when the caller has no selection with this id, or it has expired
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void delete(UUID id, Caller caller);

    /**
     * Ends the sessions of a selection. Entities that no longer exist are ignored.
     *
     * @param id the selection's id; not null
     * @param caller the caller who ends them; not null
     * @throws NotFoundException when the caller has no selection with this id, or it has expired
     * @throws AccessDeniedException when the caller may not end any session, or one of the selected ones; none is ended
     *     then
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void endSessions(UUID id, Caller caller);

    /**
     * Deletes the results of a selection. Entities that no longer exist are ignored.
     *
     * @param id the selection's id; not null
     * @param caller the caller who deletes them; not null
     * @throws NotFoundException when the caller has no selection with this id, or it has expired
     * @throws AccessDeniedException when the caller may not delete one of them; none is deleted then
     * @throws ResultInUseException when one belongs to a session that has not ended; none is deleted then
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void deleteResults(UUID id, Caller caller);

    /**
     * Deletes the details of a selection. Entities that no longer exist are ignored.
     *
     * @param id the selection's id; not null
     * @param caller the caller who deletes them; not null
     * @throws NotFoundException when the caller has no selection with this id, or it has expired
     * @throws AccessDeniedException when the caller may not delete one of them; none is deleted then
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void deleteDetails(UUID id, Caller caller);

    /**
     * Deletes those tasks of a selection that match a filter, such as one for their type. Entities that no longer exist are ignored.
     *
     * @param id the selection's id; not null
     * @param filter selects the tasks of the selection to delete; not null
     * @param caller the caller who deletes them; not null
     * @throws NotFoundException when the caller has no selection with this id, or it has expired
     * @throws AccessDeniedException when the caller may not delete one of them; none is deleted then
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void deleteTasks(UUID id, Filter<Task> filter, Caller caller);

    /**
     * Changes the sessions of a selection, all or none, in one transaction. Entities that no longer exist are ignored.
     *
     * @param id the selection's id; not null
     * @param edit which entities to change and how; not null
     * @param caller the caller who changes them; not null
     * @throws NotFoundException when no selection has this id, or it has expired
     * @throws AccessDeniedException when the caller may not read or change one of them; none is changed then
     * @throws VersionConflictException when one was changed after the edit's basedOn, or the edit has none; nothing is
     *     changed then
     * @throws InvalidDraftException when a changed entity would break rules, or there are more than {@link
     *     BulkEdit#ENTITIES_MAX}; none is changed then
     * @throws OverloadedException when the store is overloaded; nothing was changed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void updateSessions(UUID id, BulkEdit<ExecutionSession, ExecutionSessionDraft> edit, Caller caller);

    /**
     * Changes the results of a selection, all or none, in one transaction. Entities that no longer exist are ignored.
     *
     * @param id the selection's id; not null
     * @param edit which entities to change and how; not null
     * @param caller the caller who changes them; not null
     * @throws NotFoundException when no selection has this id, or it has expired
     * @throws AccessDeniedException when the caller may not read or change one of them; none is changed then
     * @throws VersionConflictException when one was changed after the edit's basedOn, or the edit has none; nothing is
     *     changed then
     * @throws InvalidDraftException when a changed entity would break rules, or there are more than {@link
     *     BulkEdit#ENTITIES_MAX}; none is changed then
     * @throws OverloadedException when the store is overloaded; nothing was changed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void updateResults(UUID id, BulkEdit<ExecutionResultEntity, ExecutionResultDraft> edit, Caller caller);

    /**
     * Changes the details of a selection, all or none, in one transaction. Entities that no longer exist are ignored.
     *
     * @param id the selection's id; not null
     * @param edit which entities to change and how; not null
     * @param caller the caller who changes them; not null
     * @throws NotFoundException when no selection has this id, or it has expired
     * @throws AccessDeniedException when the caller may not read or change one of them; none is changed then
     * @throws VersionConflictException when one was changed after the edit's basedOn, or the edit has none; nothing is
     *     changed then
     * @throws InvalidDraftException when a changed entity would break rules, or there are more than {@link
     *     BulkEdit#ENTITIES_MAX}; none is changed then
     * @throws OverloadedException when the store is overloaded; nothing was changed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void updateDetails(UUID id, BulkEdit<ExecutionResultDetailEntity, ExecutionResultDetail> edit, Caller caller);

    /**
     * Changes the tasks of a selection, all or none, in one transaction. Entities that no longer exist are ignored.
     *
     * @param id the selection's id; not null
     * @param edit which entities to change and how; not null
     * @param caller the caller who changes them; not null
     * @throws NotFoundException when no selection has this id, or it has expired
     * @throws AccessDeniedException when the caller may not read or change one of them; none is changed then
     * @throws RecordedTaskException when one is known only from sessions; none is changed then
     * @throws VersionConflictException when one was changed after the edit's basedOn, or the edit has none; nothing is
     *     changed then
     * @throws InvalidDraftException when a changed entity would break rules, or there are more than {@link
     *     BulkEdit#ENTITIES_MAX}; none is changed then
     * @throws OverloadedException when the store is overloaded; nothing was changed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void updateTasks(UUID id, BulkEdit<Task, TaskDraft> edit, Caller caller);
}
