package org.executionsession.domain.port.outbound;

/** A function of the application that executes tasks. It must be thread-safe. */
@FunctionalInterface
public interface TaskFunction {

    /**
     * Executes one attempt of a task. The attempt ends when this returns, successfully or, with an exception, as failed. When the task is
     * stopped or exceeds its timeout, the thread is interrupted; if it is in a call of a port of the library, that is done when the call
     * returns. The library cannot protect what the function itself does with a file of H2.
     *
     * @param execution the attempt; never null
     * @throws InterruptedException if the attempt was stopped; it is then recorded as aborted
     * @throws Exception if the attempt has failed; the exception becomes a detail of the result
     */
    void execute(TaskExecution execution) throws Exception;
}
