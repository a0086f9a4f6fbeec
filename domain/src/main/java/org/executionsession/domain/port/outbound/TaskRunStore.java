package org.executionsession.domain.port.outbound;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.TaskRun;
import org.jspecify.annotations.Nullable;

/** Stores the runs of tasks, at most one for each task. When a write returns, it is as durable as the store can make it. */
public interface TaskRunStore {

    /**
     * Adds a run, unless its task has one.
     *
     * @param run the run; not null
     * @return false, with nothing changed, if the task has a run. Of several concurrent calls for a task, one returns true
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean add(TaskRun run);

    /**
     * Reads the run of a task.
     *
     * @param taskId the task; not null
     * @return empty if the task has no run
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<TaskRun> find(UUID taskId);

    /**
     * Reads a page of runs, in the order in which they are due; those that are due at the same time are ordered by the id of their task,
     * compared as text.
     *
     * @param after the last run of the page before, as it was read; null for the first page
     * @param limit the maximum number of runs; positive
     * @return the runs, at most so many
     * @throws StoreUnavailableException when the store cannot be reached
     */
    List<TaskRun> list(@Nullable TaskRun after, int limit);

    /**
     * Reads the first page of runs, as {@link #list(TaskRun, int)} does.
     *
     * @param limit the maximum number of runs; positive
     * @return the runs, at most so many
     * @throws StoreUnavailableException when the store cannot be reached
     */
    default List<TaskRun> list(int limit) {
        return list(null, limit);
    }

    /**
     * Replaces a run if it is unchanged since it was read.
     *
     * @param next the new run, of the same task; not null
     * @param read the run as it was read; not null
     * @return false, with nothing changed, if the stored run has another session or version, or there is none
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean replace(TaskRun next, TaskRun read);

    /**
     * Removes a run if it is unchanged since it was read.
     *
     * @param read the run as it was read; not null
     * @return false, with nothing changed, if the stored run has another session or version, or there is none
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean remove(TaskRun read);
}
