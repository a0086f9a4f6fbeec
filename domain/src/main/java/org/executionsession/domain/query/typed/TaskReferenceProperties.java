package org.executionsession.domain.query.typed;

import java.util.UUID;
import org.executionsession.domain.model.TaskType;

/**
 * The properties of a task to which a session refers.
 *
 * @param <E> the entity
 */
public final class TaskReferenceProperties<E> extends TypedAssociation<E> {

    TaskReferenceProperties(TypedPaths<E> paths) {
        super(paths);
    }

    /**
     * Returns the id of the task.
     *
     * @return never null
     */
    public EqualityProperty<E, UUID> id() {
        return paths.id("id");
    }

    /**
     * Returns the name of the task.
     *
     * @return never null
     */
    public TextProperty<E> name() {
        return paths.text("name");
    }

    /**
     * Returns the kind of work.
     *
     * @return never null
     */
    public ComparableProperty<E, TaskType> taskType() {
        return paths.enumeration("taskType");
    }

    /**
     * Returns whether the task may be started.
     *
     * @return never null
     */
    public EqualityProperty<E, Boolean> enabled() {
        return paths.flag("enabled");
    }

    /**
     * Returns the timeout of one execution in minutes.
     *
     * @return never null
     */
    public NumberProperty<E> taskSessionTimeout() {
        return paths.number("taskSessionTimeout");
    }

    /**
     * Returns the maximum number of retries.
     *
     * @return never null
     */
    public NumberProperty<E> maxRetries() {
        return paths.number("maxRetries");
    }

    /**
     * Returns the state of the task.
     *
     * @return never null
     */
    public TaskOperationalProperties<E> operational() {
        return new TaskOperationalProperties<>(paths.below("operational"));
    }
}
