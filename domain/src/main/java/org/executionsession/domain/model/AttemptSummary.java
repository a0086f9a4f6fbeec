package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The durations and the success of the last attempts of a task that have ended.
 *
 * @param ended the number of attempts, at most {@value #ATTEMPTS_MAX}
 * @param succeeded how many of them were successful
 * @param runTime how long they ran; null if that is known of none
 * @param queueTime how long they waited; null if that is known of none
 */
public record AttemptSummary(
        int ended,
        int succeeded,
        @Nullable DurationSummary runTime,
        @Nullable DurationSummary queueTime) {

    /** How many ended attempts count. */
    public static final int ATTEMPTS_MAX = 30;

    /**
     * Summarizes attempts.
     *
     * @param attempts the attempts of a task, the last one first; not null. The first {@value #ATTEMPTS_MAX} of them that have ended count
     * @return never null
     */
    public static AttemptSummary of(List<TaskAttempt> attempts) {
        List<TaskAttempt> ended = requireNonNull(attempts, "attempts").stream()
                .filter(TaskAttempt::isEnded)
                .limit(ATTEMPTS_MAX)
                .toList();
        return new AttemptSummary(
                ended.size(),
                (int) ended.stream().filter(TaskAttempt::isSuccessful).count(),
                DurationSummary.of(ended.stream()
                                .map(TaskAttempt::runTime)
                                .flatMap(Optional::stream)
                                .toList())
                        .orElse(null),
                DurationSummary.of(ended.stream()
                                .map(TaskAttempt::queueTime)
                                .flatMap(Optional::stream)
                                .toList())
                        .orElse(null));
    }
}
