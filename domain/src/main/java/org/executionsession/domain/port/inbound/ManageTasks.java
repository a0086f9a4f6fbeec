package org.executionsession.domain.port.inbound;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.AmbiguousTaskException;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.IdempotencyKeyReusedException;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.RecordedTaskException;
import org.executionsession.domain.exception.RequestInProgressException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.VersionConflictException;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.typed.TaskProperties;
import org.jspecify.annotations.Nullable;

/**
 * Creates, reads, updates and deletes tasks. A {@linkplain Task#recorded recorded} task, which is known only from sessions, is listed
 * too. Its creation turns it into an ordinary task.
 */
public interface ManageTasks extends FindEntities<Task> {

    /** How many tasks of a name {@link #findByName} reads. Most of them can only be recorded ones. */
    int MAX_OF_NAME = 1_000;

    /**
     * Creates a task.
     *
     * @param draft the values of the task; not null
     * @param caller the caller who creates it; not null
     * @param key the idempotency key. If it was used for the same request before, the task of that request is returned and nothing is
     *     created; null for no key
     * @return it as stored
     * @throws AccessDeniedException when the caller may not create it
     * @throws InvalidDraftException when the draft breaks rules; it names all of them
     * @throws DuplicateIdException when a task with the draft's id exists that is not recorded
     * @throws IdempotencyKeyReusedException when the key was used with a different request
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store is overloaded; nothing was changed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Task create(TaskDraft draft, Caller caller, @Nullable IdempotencyKey key);

    /**
     * Does the same without an idempotency key.
     *
     * @param draft the values of the task; not null
     * @param caller the caller who creates it; not null
     * @return it as stored
     */
    default Task create(TaskDraft draft, Caller caller) {
        return create(draft, caller, null);
    }

    /**
     * Creates several tasks, all or none.
     *
     * @param drafts the values of the tasks; not null
     * @param caller the caller who creates them; not null
     * @param key the idempotency key, as above
     * @return the tasks as stored, in the order of the drafts
     * @throws AccessDeniedException when the caller may not create one of them
     * @throws InvalidDraftException when drafts break rules; each path begins with the index of the draft
     * @throws DuplicateIdException when an id is in use, or two drafts have the same id
     * @throws IdempotencyKeyReusedException when the key was used with a different request
     * @throws RequestInProgressException when the same request is in progress
     * @throws OverloadedException when the store is overloaded; nothing was changed
     * @throws StoreUnavailableException when the store cannot be reached
     */
    List<Task> createAll(List<TaskDraft> drafts, Caller caller, @Nullable IdempotencyKey key);

    /**
     * Does the same without an idempotency key.
     *
     * @param drafts the values of the tasks; not null
     * @param caller the caller who creates them; not null
     * @return the tasks as stored
     */
    default List<Task> createAll(List<TaskDraft> drafts, Caller caller) {
        return createAll(drafts, caller, null);
    }

    /**
     * Finds the task that a name means. A recorded task counts only if no ordinary task has the name, because any recorder can name a
     * task.
     *
     * @param name the exact name; not null
     * @param among which tasks are looked at; not null
     * @param caller the caller who looks for it; not null
     * @return the task; never null
     * @throws NotFoundException when no task has the name that the caller may read
     * @throws AmbiguousTaskException when several tasks have it
     * @throws StoreUnavailableException when the store cannot be reached
     */
    default Task findByName(String name, Filter<Task> among, Caller caller) {
        requireNonNull(name, "name");
        requireNonNull(among, "among");
        requireNonNull(caller, "caller");
        List<Task> found = new ArrayList<>();
        forEach(new Query<>(TaskProperties.NAME.eq(name).and(among), List.of(), 0, MAX_OF_NAME), caller, found::add);
        List<Task> meant = Task.meant(found);
        if (meant.isEmpty()) {
            throw new NotFoundException(name);
        }
        if (meant.size() > 1) {
            throw new AmbiguousTaskException(name);
        }
        return meant.get(0);
    }

    /**
     * Replaces all values of a task. An execution that runs continues with the values that it was started with.
     *
     * @param id its id; not null. An id in the draft is ignored
     * @param draft the new values; not null
     * @param basedOn the modifiedDate that the caller read; null always causes a conflict
     * @param caller the caller who changes it; not null
     * @return it as stored, with a later modifiedDate
     * @throws NotFoundException when no task has this id, or the caller may not read it
     * @throws AccessDeniedException when the caller may not change it
     * @throws RecordedTaskException when it is known only from sessions
     * @throws InvalidDraftException when the draft breaks rules; it names all of them
     * @throws VersionConflictException when it was changed after basedOn
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Task update(UUID id, TaskDraft draft, @Nullable Instant basedOn, Caller caller);

    /**
     * Deletes a task. Its running execution is stopped. Its sessions and results stay. A later session that refers to it makes it known
     * again.
     *
     * @param id its id; not null
     * @param caller the caller who deletes it; not null
     * @throws NotFoundException when no task has this id, or the caller may not read it
     * @throws AccessDeniedException when the caller may not delete it
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void delete(UUID id, Caller caller);
}
