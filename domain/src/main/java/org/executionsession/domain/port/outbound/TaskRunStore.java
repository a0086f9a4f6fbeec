package org.executionsession.domain.port.outbound;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.model.TaskRunProgress;
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
     * Reads the run of a task, whether the task exists, and the progress of the session, without the messages of the session.
     *
     * @param taskId the task; not null
     * @return empty if the task has no run
     * @throws StoreUnavailableException when the store cannot be reached
     */
    Optional<TaskRunProgress> findProgress(UUID taskId);

    /**
     * Reads a page of runs, whether their tasks exist, and the progress of their sessions, without the messages of the sessions. The runs are in the order in which
     * they are due; those that are due at the same time are ordered by the id of their task, compared as text. A run that changes between
     * two pages may be in none of them or in both.
     *
     * @param after the last run of the page before, which may have changed since; null for the first page
     * @param limit the maximum number of runs; positive
     * @return the runs, at most so many; fewer only on the last page
     * @throws StoreUnavailableException when the store cannot be reached
     */
    List<TaskRunProgress> list(@Nullable TaskRun after, int limit);

    /**
     * Counts the runs.
     *
     * @return the number of runs
     * @throws StoreUnavailableException when the store cannot be reached
     */
    long count();

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
