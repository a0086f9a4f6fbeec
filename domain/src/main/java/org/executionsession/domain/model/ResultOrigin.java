package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The session, task, app and scheduler that a result belongs to.
 *
 * @param executionId the session; null when not given
 * @param taskId the task; null when not given
 * @param appId the app; null when not given
 * @param executingNodeId the scheduler; null when not given
 */
public record ResultOrigin(
        @Nullable UUID executionId,
        @Nullable UUID taskId,
        @Nullable UUID appId,
        @Nullable UUID executingNodeId) {

    /** An unknown origin. */
    public static final ResultOrigin UNKNOWN = new ResultOrigin(null, null, null, null);

    /** Normalizes the zero GUID to null, which means "not given". */
    public ResultOrigin {
        executionId = Defaults.id(executionId);
        taskId = Defaults.id(taskId);
        appId = Defaults.id(appId);
        executingNodeId = Defaults.id(executingNodeId);
    }

    /**
     * Returns the origin of the results of a session.
     *
     * @param session the session; not null
     * @return its id, and those of its first given task, its app and its scheduler
     */
    public static ResultOrigin of(ExecutionSession session) {
        requireNonNull(session, "session");
        UUID task = Stream.of(session.reloadTask(), session.userSyncTask(), session.externalProgramTask())
                .filter(Objects::nonNull)
                .map(TaskReference::id)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new ResultOrigin(
                session.id(),
                task,
                session.app() == null ? null : session.app().id(),
                session.executingNode() == null ? null : session.executingNode().id());
    }

    /**
     * Returns this origin after an update: missing values keep their values, and the session of a result does not
     * change.
     */
    ResultOrigin update(ResultOrigin next) {
        return new ResultOrigin(
                executionId == null ? next.executionId : executionId,
                next.taskId == null ? taskId : next.taskId,
                next.appId == null ? appId : next.appId,
                next.executingNodeId == null ? executingNodeId : next.executingNodeId);
    }
}
