package org.executionsession.domain.port.inbound;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.QueryTimeoutException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskStatistics;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Query;
import org.jspecify.annotations.Nullable;

/**
 * Reads how long tasks wait and run, and how often they succeed. A caller who may read a task may read its statistics, as for its last
 * result.
 */
public interface FindTaskStatistics {

    /** The maximum number of tasks of one list. */
    int TASKS_MAX = 100;

    /**
     * Reads the statistics of a task.
     *
     * @param task its id; not null
     * @param since a date, such as the beginning of today; null for none. With a date, {@link TaskStatistics#earlier} summarizes the
     *     attempts before it
     * @param caller the caller; not null
     * @return empty when no task has this id, or the caller may not read it
     * @throws AccessDeniedException if the caller may read no task
     * @throws StoreUnavailableException when the store cannot be reached
     * @throws QueryTimeoutException when the database takes too long
     */
    Optional<TaskStatistics> find(UUID task, @Nullable Instant since, Caller caller);

    /**
     * Lists the statistics of the tasks that the caller may read.
     *
     * @param query the filter, the order and the page; not null. It takes at most {@value #TASKS_MAX} tasks
     * @param since as above
     * @param caller the caller; not null
     * @param signal cancels the read; not null
     * @return the statistics, in the order of the query
     * @throws IllegalArgumentException if the query takes more tasks
     * @throws StoreUnavailableException when the store cannot be reached
     * @throws QueryTimeoutException when the database takes too long
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    List<TaskStatistics> list(Query<Task> query, @Nullable Instant since, Caller caller, CancellationSignal signal);
}
