package org.executionsession.domain.port.outbound;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.exception.QueryTimeoutException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.TaskAttempt;
import org.executionsession.domain.query.CancellationSignal;
import org.jspecify.annotations.Nullable;

/** Reads when the last attempts of tasks ran, without reading their messages. */
public interface TaskAttemptStore {

    /** The maximum number of tasks of one call. */
    int TASKS_MAX = 100;

    /**
     * Returns the last attempts of tasks. They are those results of a task which were created last. If several that are not all within the
     * limit have the same date, it is not defined which of them are returned.
     *
     * @param tasks the ids of the tasks, at most {@value #TASKS_MAX}; not null
     * @param limit the maximum number of attempts of each task; positive
     * @param before only attempts that were created before this date; null for all
     * @param signal cancels the read; not null
     * @return the attempts by the id of their task; those of a task are ordered by the date of creation, the last one first. A task without
     *     attempts is absent
     * @throws IllegalArgumentException if there are too many tasks
     * @throws StoreUnavailableException when the store cannot be reached
     * @throws QueryTimeoutException when the database takes too long
     * @throws java.util.concurrent.CancellationException when it was cancelled
     */
    Map<UUID, List<TaskAttempt>> findLast(
            Set<UUID> tasks, int limit, @Nullable Instant before, CancellationSignal signal);
}
