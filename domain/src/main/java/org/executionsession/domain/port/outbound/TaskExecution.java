package org.executionsession.domain.port.outbound;

import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskRun;

/** An attempt that a {@link TaskFunction} executes. */
public interface TaskExecution {

    /**
     * Returns the task, as it was when the attempt started.
     *
     * @return never null
     */
    Task task();

    /**
     * Returns the session, the result and the number of the attempt.
     *
     * @return never null
     */
    TaskRun run();

    /**
     * Adds a message to the details of the result. It is durable when this returns.
     *
     * @param message the message; not null. It is shortened to 4,000 characters
     * @throws StoreUnavailableException when the store cannot be reached
     */
    void report(String message);
}
