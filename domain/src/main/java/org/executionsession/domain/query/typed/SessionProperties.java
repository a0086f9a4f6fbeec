package org.executionsession.domain.query.typed;

import java.time.Instant;
import java.util.UUID;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.query.QueryableProperties;

/** The queryable properties of sessions, for example {@code SessionProperties.STATUS.eq(TaskExecutionStatus.STARTED)}. */
public final class SessionProperties {

    private static final TypedPaths<ExecutionSession> PATHS = TypedPaths.of(QueryableProperties.SESSIONS);

    /** The id of the session. */
    public static final EqualityProperty<ExecutionSession, UUID> ID = PATHS.id("id");

    /** When it was created. */
    public static final ComparableProperty<ExecutionSession, Instant> CREATED_DATE = PATHS.date("createdDate");

    /** When it was last changed. */
    public static final ComparableProperty<ExecutionSession, Instant> MODIFIED_DATE = PATHS.date("modifiedDate");

    /** The user who created or last changed it. */
    public static final TextProperty<ExecutionSession> MODIFIED_BY_USER_NAME = PATHS.text("modifiedByUserName");

    /** The scheduler that runs it. */
    public static final NodeProperties<ExecutionSession> EXECUTING_NODE =
            new NodeProperties<>(PATHS.below("executingNode"));

    /** The result of the current attempt. */
    public static final ResultContentProperties<ExecutionSession> EXECUTION_RESULT =
            new ResultContentProperties<>(PATHS.below("executionResult"));

    /** The status of the current attempt. */
    public static final ComparableProperty<ExecutionSession, TaskExecutionStatus> STATUS =
            PATHS.below("executionResult").enumeration("status");

    /** When the current attempt started. */
    public static final ComparableProperty<ExecutionSession, Instant> START_TIME =
            PATHS.below("executionResult").date("startTime");

    /** When the current attempt stopped. */
    public static final ComparableProperty<ExecutionSession, Instant> STOP_TIME =
            PATHS.below("executionResult").date("stopTime");

    /** When to abort it, or when it was aborted. */
    public static final ComparableProperty<ExecutionSession, Instant> ABORT_AT = PATHS.date("abortAt");

    /** Why it was aborted. */
    public static final ComparableProperty<ExecutionSession, AbortReason> ABORT_REASON =
            PATHS.enumeration("abortReason");

    /** Its task, if that is a reload. */
    public static final TaskReferenceProperties<ExecutionSession> RELOAD_TASK =
            new TaskReferenceProperties<>(PATHS.below("reloadTask"));

    /** Its task, if that is a user sync. */
    public static final TaskReferenceProperties<ExecutionSession> USER_SYNC_TASK =
            new TaskReferenceProperties<>(PATHS.below("userSyncTask"));

    /** Its task, if that is an external program. */
    public static final TaskReferenceProperties<ExecutionSession> EXTERNAL_PROGRAM_TASK =
            new TaskReferenceProperties<>(PATHS.below("externalProgramTask"));

    /** The number of retries. */
    public static final NumberProperty<ExecutionSession> RETRIES = PATHS.number("retries");

    /** The user who started it. */
    public static final TextProperty<ExecutionSession> USER = PATHS.text("user");

    /** The app that it reloads. */
    public static final AppProperties<ExecutionSession> APP = new AppProperties<>(PATHS.below("app"));

    private SessionProperties() {}
}
