package org.executionsession.domain.query.typed;

import java.time.Instant;
import java.util.UUID;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.query.QueryableProperties;

/** The queryable properties of tasks. */
public final class TaskProperties {

    private static final TypedPaths<Task> PATHS = TypedPaths.of(QueryableProperties.TASKS);

    /** The id of the task. */
    public static final EqualityProperty<Task, UUID> ID = PATHS.id("id");

    /** When it was created. */
    public static final ComparableProperty<Task, Instant> CREATED_DATE = PATHS.date("createdDate");

    /** When it was last changed. */
    public static final ComparableProperty<Task, Instant> MODIFIED_DATE = PATHS.date("modifiedDate");

    /** The user who created or last changed it. */
    public static final TextProperty<Task> MODIFIED_BY_USER_NAME = PATHS.text("modifiedByUserName");

    /** The name by which clients start it. */
    public static final TextProperty<Task> NAME = PATHS.text("name");

    /** The kind of work. */
    public static final ComparableProperty<Task, TaskType> TASK_TYPE = PATHS.enumeration("taskType");

    /** Whether it may be started. */
    public static final EqualityProperty<Task, Boolean> ENABLED = PATHS.flag("enabled");

    /** The timeout of one execution, in minutes. */
    public static final NumberProperty<Task> TASK_SESSION_TIMEOUT = PATHS.number("taskSessionTimeout");

    /** How often a failed execution is tried again. */
    public static final NumberProperty<Task> MAX_RETRIES = PATHS.number("maxRetries");

    /** Whether the server created it to reload an app. */
    public static final EqualityProperty<Task, Boolean> IS_MANUALLY_TRIGGERED = PATHS.flag("isManuallyTriggered");

    /** The app that it reloads. */
    public static final AppProperties<Task> APP = new AppProperties<>(PATHS.below("app"));

    /** The state of the task. */
    public static final TaskOperationalProperties<Task> OPERATIONAL =
            new TaskOperationalProperties<>(PATHS.below("operational"));

    private TaskProperties() {}
}
