package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.util.function.Consumer;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskRun;

/**
 * An attempt that a {@link TaskFunction} executes.
 *
 * @param task the task, as it was when the attempt started; never null
 * @param run the session, the result and the number of the attempt; never null
 * @param details receives the messages; never null
 */
public record TaskExecution(Task task, TaskRun run, Consumer<String> details) {

    /** Rejects null. */
    public TaskExecution {
        requireNonNull(task, "task");
        requireNonNull(run, "run");
        requireNonNull(details, "details");
    }

    /**
     * Adds a message to the details of the result. It is durable when this returns.
     *
     * @param message the message; not null. It is shortened to 4,000 characters
     * @throws StoreUnavailableException when the store cannot be reached
     */
    public void report(String message) {
        details.accept(requireNonNull(message, "message"));
    }
}
