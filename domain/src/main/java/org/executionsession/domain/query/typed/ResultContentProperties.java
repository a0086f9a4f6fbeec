package org.executionsession.domain.query.typed;

import java.time.Instant;
import java.util.UUID;
import org.executionsession.domain.model.TaskExecutionStatus;

/**
 * The properties of a result that a session or a task refers to.
 *
 * @param <E> the entity
 */
public final class ResultContentProperties<E> extends TypedAssociation<E> {

    ResultContentProperties(TypedPaths<E> paths) {
        super(paths);
    }

    /**
     * Returns the id of the result.
     *
     * @return never null
     */
    public EqualityProperty<E, UUID> id() {
        return paths.id("id");
    }

    /**
     * Returns the name of the node.
     *
     * @return never null
     */
    public TextProperty<E> executingNodeName() {
        return paths.text("executingNodeName");
    }

    /**
     * Returns the status of the attempt.
     *
     * @return never null
     */
    public ComparableProperty<E, TaskExecutionStatus> status() {
        return paths.enumeration("status");
    }

    /**
     * Returns when the attempt started.
     *
     * @return never null
     */
    public ComparableProperty<E, Instant> startTime() {
        return paths.date("startTime");
    }

    /**
     * Returns when the attempt stopped.
     *
     * @return never null
     */
    public ComparableProperty<E, Instant> stopTime() {
        return paths.date("stopTime");
    }

    /**
     * Returns the duration in milliseconds.
     *
     * @return never null
     */
    public NumberProperty<E> duration() {
        return paths.number("duration");
    }

    /**
     * Returns where older clients find the script log.
     *
     * @return never null
     */
    public EqualityProperty<E, UUID> fileReferenceId() {
        return paths.id("fileReferenceID");
    }

    /**
     * Returns whether there is a script log.
     *
     * @return never null
     */
    public EqualityProperty<E, Boolean> scriptLogAvailable() {
        return paths.flag("scriptLogAvailable");
    }

    /**
     * Returns the location of the script log.
     *
     * @return never null
     */
    public TextProperty<E> scriptLogLocation() {
        return paths.text("scriptLogLocation");
    }

    /**
     * Returns the size of the script log in bytes.
     *
     * @return never null
     */
    public NumberProperty<E> scriptLogSize() {
        return paths.number("scriptLogSize");
    }

    /**
     * Returns the details of the result.
     *
     * @return never null
     */
    public DetailContentProperties<E> details() {
        return new DetailContentProperties<>(paths.below("details"));
    }
}
