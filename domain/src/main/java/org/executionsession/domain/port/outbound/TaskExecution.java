package org.executionsession.domain.port.outbound;

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
     * Adds a message to the details of the result, with the current time. This returns at once. The messages are stored together: about
     * 250 milliseconds later, and the rest when the attempt ends. While the store cannot be reached, that is tried again. If the process
     * dies before, they are lost.
     *
     * <p>A result has at most 1,000 details, of which ten are kept for the messages of the server. Further ones are left out; the end of
     * the attempt adds their number.
     *
     * @param message the message; not null. It is shortened to 4,000 characters
     */
    void report(String message);

    /**
     * Returns whether the attempt shall end: it was stopped, has exceeded its timeout, or the application is being closed. The thread was
     * then interrupted, or will be when its call of a port ends. A function that cannot be interrupted asks this between its steps.
     *
     * @return true from then on
     */
    boolean isStopped();
}
