package org.executionsession.domain.exception;

import static java.util.Objects.requireNonNull;

import java.util.UUID;
import org.executionsession.domain.model.EntityKind;

/** The entity to read, change or delete does not exist. */
public final class NotFoundException extends ExecutionSessionException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports a missing entity.
     *
     * @param kind the kind of the entity; not null
     * @param id the unknown id; not null
     */
    public NotFoundException(EntityKind kind, UUID id) {
        super("there is no " + requireNonNull(kind, "kind") + " with the id " + requireNonNull(id, "id"));
    }

    /**
     * Reports a missing task.
     *
     * @param name the unknown name; not null
     */
    public NotFoundException(String name) {
        super("there is no task with the name '" + requireNonNull(name, "name") + "'");
    }

    private NotFoundException(String before, UUID id, String after) {
        super(before + id + after);
    }

    /**
     * Reports a result without a script log.
     *
     * @param result the id of the result; not null
     * @return the exception
     */
    public static NotFoundException scriptLog(UUID result) {
        return new NotFoundException(
                "the execution result with the id ", requireNonNull(result, "result"), " has no script log yet");
    }

    /**
     * Reports that the zero GUID is not the id of an app.
     *
     * @return the exception
     */
    public static NotFoundException app() {
        return new NotFoundException("there is no app with the id ", new UUID(0, 0), ", which stands for no app");
    }

    /**
     * Reports a result whose script log is a file that cannot be read.
     *
     * @param result the id of the result; not null
     * @param location the file as the result names it; not null
     * @return the exception
     */
    public static NotFoundException scriptLogFile(UUID result, String location) {
        return new NotFoundException(
                "the script log of the execution result with the id ",
                requireNonNull(result, "result"),
                " is the file '" + requireNonNull(location, "location")
                        + "', which is not in the folder of script logs (any more), or cannot be read");
    }

    /**
     * Reports a missing result of a task.
     *
     * @param task the id of the task; not null
     * @param result the unknown id; not null
     * @return the exception
     */
    public static NotFoundException resultOfTask(UUID task, UUID result) {
        return new NotFoundException(
                "there is no execution result with the id ",
                requireNonNull(result, "result"),
                " of the task " + requireNonNull(task, "task"));
    }

    /**
     * Reports a missing result with a file reference.
     *
     * @param task the id of the task; not null
     * @param fileReference the unknown file reference; not null
     * @return the exception
     */
    public static NotFoundException fileReference(UUID task, UUID fileReference) {
        return new NotFoundException(
                "there is no execution result with the fileReferenceID ",
                requireNonNull(fileReference, "fileReference"),
                " of the task " + requireNonNull(task, "task"));
    }

    /**
     * Reports a missing subscription.
     *
     * @param subscription the unknown handle; not null
     * @return the exception
     */
    public static NotFoundException subscription(UUID subscription) {
        return new NotFoundException(
                "there is no subscription of the caller with the handle ",
                requireNonNull(subscription, "subscription"),
                "; it may have expired");
    }

    /**
     * Reports a missing selection.
     *
     * @param selection the unknown id; not null
     */
    public NotFoundException(UUID selection) {
        super("there is no selection with the id " + requireNonNull(selection, "selection") + "; it may have expired");
    }
}
