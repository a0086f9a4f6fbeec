package org.executionsession.domain.port.inbound;

import java.util.UUID;
import org.executionsession.domain.exception.AccessDeniedException;
import org.executionsession.domain.exception.AmbiguousTaskException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;

/** Stops the executions of tasks. */
public interface StopTask {

    /**
     * Stops the running execution of a task; does nothing if there is none. When the method returns, the session is durable with the
     * status {@link org.executionsession.domain.model.TaskExecutionStatus#ABORT_INITIATED}; the executor is called afterwards.
     *
     * @param task the id of the task; not null
     * @param caller the caller who stops it; not null
     * @return whether an execution is stopped
     * @throws NotFoundException when no task has this id, or the caller may not read it
     * @throws AccessDeniedException when the caller may not stop it
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean stop(UUID task, Caller caller);

    /**
     * Stops the running execution of the task with a name.
     *
     * @param name the name of the task, in any letter case; not null
     * @param caller the caller who stops it; not null
     * @return as above
     * @throws NotFoundException when no task that the caller may read has this name
     * @throws AmbiguousTaskException when several tasks have this name
     * @throws AccessDeniedException when the caller may not stop it
     * @throws StoreUnavailableException when the store cannot be reached
     */
    boolean stop(String name, Caller caller);
}
