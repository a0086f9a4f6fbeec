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
 * @param reference whether nothing but the id was said, so that what is recorded with it is meant; false in whatever is
 *     recorded, and without an id
 */
public record TaskReference(
        UUID id,
        @Text String name,
        TaskType taskType,
        boolean enabled,
        @PositiveOrZero int taskSessionTimeout,
        @PositiveOrZero int maxRetries,
        @Valid TaskOperational operational,
        boolean reference) {

    /** Takes the zero GUID and null for "not given". */
    public TaskReference {
        id = Defaults.id(id);
        name = Defaults.text(name);
        taskType = Defaults.code(taskType, TaskType.RELOAD);
        reference = reference && id != null;
    }

    /**
     * A task of which everything is said.
     *
     * @param id the task's id; may be null
     * @param name the task's name; may be null
     * @param taskType the kind of work; may be null
     * @param enabled whether it may be started
     * @param taskSessionTimeout how long one execution may take, in minutes
     * @param maxRetries how often a failed execution is tried again
     * @param operational how the task stands; may be null
     */
    public TaskReference(
            UUID id,
            String name,
            TaskType taskType,
            boolean enabled,
            int taskSessionTimeout,
            int maxRetries,
            TaskOperational operational) {
        this(id, name, taskType, enabled, taskSessionTimeout, maxRetries, operational, false);
    }

    /** What is recorded in the place of references. */
    static TaskReference resolved(TaskReference said, TaskReference recorded) {
        if (said == null) {
            return null;
        }
        boolean isSame = recorded != null && said.id != null && said.id.equals(recorded.id);
        if (said.reference && isSame) {
            return recorded;
        }
        TaskOperational now = TaskOperational.resolved(said.operational, isSame ? recorded.operational : null);
        return !said.reference && now == said.operational
                ? said
                : new TaskReference(
                        said.id, said.name, said.taskType, said.enabled, said.taskSessionTimeout, said.maxRetries, now);
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
