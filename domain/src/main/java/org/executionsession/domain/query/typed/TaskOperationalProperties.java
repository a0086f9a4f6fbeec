package org.executionsession.domain.query.typed;

import java.time.Instant;
import java.util.UUID;

/**
 * The properties of the state of a task.
 *
 * @param <E> the entity
 */
public final class TaskOperationalProperties<E> extends TypedAssociation<E> {

    TaskOperationalProperties(TypedPaths<E> paths) {
        super(paths);
    }

    /**
     * Returns the id of the state.
     *
     * @return never null
     */
    public EqualityProperty<E, UUID> id() {
        return paths.id("id");
    }

    /**
     * Returns the newest result of the task.
     *
     * @return never null
     */
    public ResultContentProperties<E> lastExecutionResult() {
        return new ResultContentProperties<>(paths.below("lastExecutionResult"));
    }

    /**
     * Returns when the task runs next.
     *
     * @return never null
     */
    public ComparableProperty<E, Instant> nextExecution() {
        return paths.date("nextExecution");
    }
}
