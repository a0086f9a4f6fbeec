package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The types of entities whose changes can be subscribed to, as the contract names them. */
public enum NotifiedType {
    /** All sessions. */
    EXECUTION_SESSION("ExecutionSession", EntityKind.SESSION, null),
    /** All results. */
    EXECUTION_RESULT("ExecutionResult", EntityKind.RESULT, null),
    /** The tasks of all types. */
    TASK("Task", EntityKind.TASK, null),
    /** The tasks that reload apps. */
    RELOAD_TASK("ReloadTask", EntityKind.TASK, TaskType.RELOAD),
    /** The tasks that run external programs. */
    EXTERNAL_PROGRAM_TASK("ExternalProgramTask", EntityKind.TASK, TaskType.EXTERNAL_PROGRAM),
    /** The tasks that synchronize users. */
    USER_SYNC_TASK("UserSyncTask", EntityKind.TASK, TaskType.USER_SYNC);

    private final String schemaPath;
    private final EntityKind kind;
    private final @Nullable TaskType taskType;

    NotifiedType(String schemaPath, EntityKind kind, @Nullable TaskType taskType) {
        this.schemaPath = schemaPath;
        this.kind = kind;
        this.taskType = taskType;
    }

    /**
     * Finds a type by its name.
     *
     * @param name the name, in any letter case; not null
     * @return empty if no type has the name
     */
    public static Optional<NotifiedType> named(String name) {
        requireNonNull(name, "name");
        return Stream.of(values())
                .filter(type -> type.schemaPath.equalsIgnoreCase(name))
                .findFirst();
    }

    /**
     * Returns the contract's name.
     *
     * @return for example {@code ExecutionResult}
     */
    public String schemaPath() {
        return schemaPath;
    }

    /**
     * Returns the kind of the entities.
     *
     * @return never null
     */
    public EntityKind kind() {
        return kind;
    }

    /**
     * Returns the type of the tasks.
     *
     * @return empty for tasks of all types, and for other entities
     */
    public Optional<TaskType> taskType() {
        return Optional.ofNullable(taskType);
    }
}
