package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/** The task is known only because sessions refer to it, so it cannot be changed. */
public final class RecordedTaskException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Rejects a change.
     *
     * @param task the id of the task; not null
     */
    public RecordedTaskException(UUID task) {
        super("the task " + requireNonNull(task, "task")
                + " is known only from recorded sessions; create it with this id, and then change it");
    }
}
