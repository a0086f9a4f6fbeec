package org.executionsession.domain.port.outbound;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.executionsession.domain.exception.TaskRejectedException;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskRun;
import org.jspecify.annotations.Nullable;

/**
 * Executes tasks: a scheduler, a function of the application, or a remote service. It reports the end of an attempt through the inbound
 * ports or the HTTP contract: it sets a final status of the attempt's result. Methods are called after the commit of the start or the stop,
 * at least once for each attempt, and possibly by several processes. {@link TaskRun#resultId} is the same in each call for an attempt.
 *
 * <p>An executor that is closed before a call has ended throws a {@link CancellationException}. Such a call does not count as a failed one,
 * and is repeated after about 30 seconds, also by another process.
 */
public interface TaskExecutor {

    /**
     * Starts an attempt. It returns when the attempt is accepted, not when it has ended.
     *
     * @param run the attempt; never null
     * @param task the task; never null
     * @throws TaskRejectedException if the attempt can never be started; it then fails with the message. The task is tried again
     *     unless the exception is {@linkplain TaskRejectedException#withoutRetry without a retry}
     * @throws RuntimeException if the attempt cannot be started now; the call is repeated with growing delays
     */
    void start(TaskRun run, Task task);

    /**
     * Stops an attempt. It returns when the request is accepted. It does nothing if the attempt is unknown or has ended.
     *
     * @param run the attempt; never null
     * @param task the task; null if it was deleted
     * @throws TaskRejectedException if it can never be stopped; the attempt then counts as aborted
     * @throws RuntimeException if it cannot be stopped now; the call is repeated with growing delays
     */
    void stop(TaskRun run, @Nullable Task task);

    /**
     * Starts an attempt without a thread that waits for its acceptance. An executor that calls other processes overrides it, so that calls
     * without a response delay no other task.
     *
     * @param run the attempt; never null
     * @param task the task; never null
     * @return completes when the attempt is accepted, or with an exception of {@link #start}; by default, it calls that method
     */
    default CompletionStage<Void> startAsync(TaskRun run, Task task) {
        return completed(() -> start(run, task));
    }

    /**
     * Stops an attempt without a thread that waits for a response.
     *
     * @param run the attempt; never null
     * @param task the task; null if it was deleted
     * @return completes when the request is accepted, or with an exception of {@link #stop}; by default, it calls that method
     */
    default CompletionStage<Void> stopAsync(TaskRun run, @Nullable Task task) {
        return completed(() -> stop(run, task));
    }

    private static CompletionStage<Void> completed(Runnable call) {
        try {
            call.run();
            return CompletableFuture.completedStage(null);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedStage(failure);
        }
    }

    /**
     * Returns whether attempts run in the process that starts them, and end with it. Then the process renews a lease of each attempt; if
     * the lease expires, the attempt has failed.
     *
     * @return false by default: attempts run elsewhere, and only their report or the timeout of the task ends them
     */
    default boolean isLocal() {
        return false;
    }

    /**
     * Returns the attempts that this process runs.
     *
     * @return none by default; needed only if {@link #isLocal}
     */
    default Collection<TaskRun> running() {
        return List.of();
    }
}
