package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The run of a task, whether the task still exists, and the progress of the session, all read at one moment.
 *
 * @param run the run; never null
 * @param hasTask false if the task was deleted; a task that is known only from sessions counts as deleted
 * @param session the progress of its session; null if the session does not exist
 */
public record TaskRunProgress(
        TaskRun run, boolean hasTask, @Nullable SessionProgress session) {

    /** Rejects a run that is null. */
    public TaskRunProgress {
        requireNonNull(run, "run");
    }
}
