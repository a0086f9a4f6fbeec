package org.executionsession.http.internal.endpoint;

import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.typed.TaskProperties;
import org.executionsession.http.internal.json.EntityJson;
import org.jspecify.annotations.Nullable;

/** The families of paths of tasks: one for each type, and one for the tasks of all types. */
enum TaskFamily {
    /** The tasks of all types. */
    ALL("/task", "Task", null),
    /** The tasks that reload apps. */
    RELOAD("/reloadtask", "ReloadTask", TaskType.RELOAD),
    /** The tasks that run external programs. */
    EXTERNAL_PROGRAM("/externalprogramtask", "ExternalProgramTask", TaskType.EXTERNAL_PROGRAM),
    /** The tasks that synchronize users. */
    USER_SYNC("/usersynctask", "UserSyncTask", TaskType.USER_SYNC);

    private final String path;
    private final String schemaPath;
    private final @Nullable TaskType type;
    private final EntityJson<Task, TaskDraft> json;

    TaskFamily(String path, String schemaPath, @Nullable TaskType type) {
        this.path = path;
        this.schemaPath = schemaPath;
        this.type = type;
        json = type == null ? EntityJson.TASKS : EntityJson.tasks(type);
    }

    /** Returns the path below the base path, in lower case. */
    String path() {
        return path;
    }

    /** Returns the contract's name of the type of the tasks. */
    String schemaPath() {
        return schemaPath;
    }

    /** Returns the type of the tasks; null for every type. */
    @Nullable
    TaskType type() {
        return type;
    }

    EntityJson<Task, TaskDraft> json() {
        return json;
    }

    boolean contains(Task task) {
        return type == null || type.equals(task.taskType());
    }

    /** Returns the filter for those tasks that the family contains. */
    Filter<Task> restricted(Filter<Task> filter) {
        return type == null ? filter : filter.and(TaskProperties.TASK_TYPE.eq(type));
    }
}
