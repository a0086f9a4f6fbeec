package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * The run of a task and the progress of its session, both read at one moment.
 *
 * @param run the run; never null
 * @param session the progress of its session; null if the session does not exist
 */
public record TaskRunProgress(TaskRun run, @Nullable SessionProgress session) {

    /** Rejects a run that is null. */
    public TaskRunProgress {
        requireNonNull(run, "run");
    }
}
