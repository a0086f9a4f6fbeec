package org.executionsession.domain.model;

import jakarta.validation.Valid;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.UUID;
import org.executionsession.domain.constraint.Text;

/**
 * The task of an execution, as the recorder knew it. Reload, user sync and external program tasks have the same shape.
 *
 * @param id the task's id; null when not given
 * @param name the task's name; never null, empty when not given
 * @param taskType the kind of work; never null
 * @param enabled whether it may be started
 * @param taskSessionTimeout how long one execution may take, in minutes
 * @param maxRetries how often a failed execution is tried again
 * @param operational how the task stands; null when not given
 */
public record TaskReference(
        UUID id,
        @Text String name,
        TaskType taskType,
        boolean enabled,
        @PositiveOrZero int taskSessionTimeout,
        @PositiveOrZero int maxRetries,
        @Valid TaskOperational operational) {

    /** Takes the zero GUID and null for "not given". */
    public TaskReference {
        id = Given.id(id);
        name = Given.text(name);
        taskType = Given.code(taskType, TaskType.RELOAD);
    }

    /**
     * A reference that says which task it is and no more; an enabled one with the contract's defaults.
     *
     * @param id the task's id; may be null
     * @param name the task's name; may be null
     * @param taskType the kind of work; may be null
     * @return the reference
     */
    public static TaskReference of(UUID id, String name, TaskType taskType) {
        return new TaskReference(id, name, taskType, true, 1440, 0, null);
    }
}
