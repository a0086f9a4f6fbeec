package org.executionsession.domain.query.typed;

import java.time.Instant;
import java.util.UUID;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.query.QueryableProperties;

/** The queryable properties of results. */
public final class ResultProperties {

    private static final TypedPaths<ExecutionResultEntity> PATHS = TypedPaths.of(QueryableProperties.RESULTS);

    /** The id of the result. */
    public static final EqualityProperty<ExecutionResultEntity, UUID> ID = PATHS.id("id");

    /** The name of the node. */
    public static final TextProperty<ExecutionResultEntity> EXECUTING_NODE_NAME = PATHS.text("executingNodeName");

    /** The status of the attempt. */
    public static final ComparableProperty<ExecutionResultEntity, TaskExecutionStatus> STATUS =
            PATHS.enumeration("status");

    /** When the attempt started. */
    public static final ComparableProperty<ExecutionResultEntity, Instant> START_TIME = PATHS.date("startTime");

    /** When the attempt stopped. */
    public static final ComparableProperty<ExecutionResultEntity, Instant> STOP_TIME = PATHS.date("stopTime");

    /** The duration in milliseconds. */
    public static final NumberProperty<ExecutionResultEntity> DURATION = PATHS.number("duration");

    /** Where older clients find the script log. */
    public static final EqualityProperty<ExecutionResultEntity, UUID> FILE_REFERENCE_ID = PATHS.id("fileReferenceID");

    /** Whether there is a script log. */
    public static final EqualityProperty<ExecutionResultEntity, Boolean> SCRIPT_LOG_AVAILABLE =
            PATHS.flag("scriptLogAvailable");

    /** The location of the script log. */
    public static final TextProperty<ExecutionResultEntity> SCRIPT_LOG_LOCATION = PATHS.text("scriptLogLocation");

    /** The size of the script log in bytes. */
    public static final NumberProperty<ExecutionResultEntity> SCRIPT_LOG_SIZE = PATHS.number("scriptLogSize");

    /** The details of the result. */
    public static final DetailContentProperties<ExecutionResultEntity> DETAILS =
            new DetailContentProperties<>(PATHS.below("details"));

    /** When it was created. */
    public static final ComparableProperty<ExecutionResultEntity, Instant> CREATED_DATE = PATHS.date("createdDate");

    /** When it was last changed. */
    public static final ComparableProperty<ExecutionResultEntity, Instant> MODIFIED_DATE = PATHS.date("modifiedDate");

    /** The user who created or last changed it. */
    public static final TextProperty<ExecutionResultEntity> MODIFIED_BY_USER_NAME = PATHS.text("modifiedByUserName");

    /** The id of the task. */
    public static final EqualityProperty<ExecutionResultEntity, UUID> TASK_ID = PATHS.id("taskID");

    /** The id of the session. */
    public static final EqualityProperty<ExecutionResultEntity, UUID> EXECUTION_ID = PATHS.id("executionID");

    /** The id of the app. */
    public static final EqualityProperty<ExecutionResultEntity, UUID> APP_ID = PATHS.id("appID");

    /** The id of the scheduler. */
    public static final EqualityProperty<ExecutionResultEntity, UUID> EXECUTING_NODE_ID = PATHS.id("executingNodeID");

    private ResultProperties() {}
}
