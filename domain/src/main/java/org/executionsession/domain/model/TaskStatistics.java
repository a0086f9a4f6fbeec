package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last attempts of a task, and how long they usually take.
 *
 * @param task the task, without its last result; never null
 * @param attempts its last attempts, at most {@value AttemptSummary#ATTEMPTS_MAX}, the last one first, also those that run; never null
 * @param recent the last attempts that have ended; never null
 * @param earlier the last ones that have ended of those that were created before a date; null if no date was asked for
 */
public record TaskStatistics(
        Task task,
        List<TaskAttempt> attempts,
        AttemptSummary recent,
        @Nullable AttemptSummary earlier) {

    /** Rejects null, copies the list and drops the last result of the task. */
    public TaskStatistics {
        task = requireNonNull(task, "task").withLastResult(null);
        attempts = List.copyOf(requireNonNull(attempts, "attempts"));
        requireNonNull(recent, "recent");
    }
}
