package org.executionsession.domain.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When an attempt of a task ran and how it ended: the values of its result from which durations are computed, without the messages.
 *
 * @param id the id of the result; never null
 * @param executionId the session; null when not known
 * @param taskId the task; never null
 * @param status the status; never null
 * @param createdDate when the result was created; never null
 * @param scheduledAt when the attempt was due; null when not known
 * @param startTime when it started; null until then
 * @param stopTime when it stopped; null until then; may lie before startTime, because clocks differ
 * @param reportedDuration how long it took, in milliseconds, as reported by the client; may be negative
 */
public record TaskAttempt(
        UUID id,
        @Nullable UUID executionId,
        UUID taskId,
        TaskExecutionStatus status,
        Instant createdDate,
        @Nullable Instant scheduledAt,
        @Nullable Instant startTime,
        @Nullable Instant stopTime,
        int reportedDuration) {

    /** The statuses of attempts that were executed and have ended. */
    private static final Set<TaskExecutionStatus> ENDED = Set.of(
            TaskExecutionStatus.ABORTED,
            TaskExecutionStatus.FINISHED_SUCCESS,
            TaskExecutionStatus.FINISHED_FAIL,
            TaskExecutionStatus.ERROR);

    /** Rejects null, truncates the dates to milliseconds, and converts the zero GUID to null. */
    public TaskAttempt {
        requireNonNull(id, "id");
        executionId = Defaults.id(executionId);
        requireNonNull(taskId, "taskId");
        requireNonNull(status, "status");
        requireNonNull(createdDate, "createdDate");
        scheduledAt = Defaults.instant(scheduledAt);
        startTime = Defaults.instant(startTime);
        stopTime = Defaults.instant(stopTime);
    }

    /**
     * Returns the attempt of a result.
     *
     * @param result the result; not null
     * @return empty if the result has no task
     */
    public static Optional<TaskAttempt> of(ExecutionResultEntity result) {
        requireNonNull(result, "result");
        UUID task = result.origin().taskId();
        if (task == null) {
            return Optional.empty();
        }
        ExecutionResult content = result.result();
        Instant scheduledAt = content.details().stream()
                .findFirst()
                .flatMap(first -> ScheduledStart.parse(first.message()))
                .map(ScheduledStart::scheduledAt)
                .orElse(null);
        return Optional.of(new TaskAttempt(
                result.id(),
                result.origin().executionId(),
                task,
                content.status(),
                result.createdDate(),
                scheduledAt,
                content.startTime(),
                content.stopTime(),
                content.duration()));
    }

    /**
     * Returns whether the attempt was executed and has ended. A skipped attempt was not executed.
     *
     * @return true if it counts for the success rate
     */
    public boolean isEnded() {
        return ENDED.contains(status);
    }

    /**
     * Returns whether the attempt has ended successfully.
     *
     * @return true for {@link TaskExecutionStatus#FINISHED_SUCCESS}
     */
    public boolean isSuccessful() {
        return status.equals(TaskExecutionStatus.FINISHED_SUCCESS);
    }

    /**
     * Returns how long the attempt waited: from the time when it was due until it started. If that time is not known, from the creation of
     * its result.
     *
     * @return not negative; empty if it has not started, and also if its result was created only after it had started and it is not known
     *     when it was due
     */
    public Optional<Duration> queueTime() {
        if (startTime == null) {
            return Optional.empty();
        }
        if (scheduledAt == null) {
            return startTime.isBefore(createdDate)
                    ? Optional.empty()
                    : Optional.of(Duration.between(createdDate, startTime));
        }
        return Optional.of(startTime.isBefore(scheduledAt) ? Duration.ZERO : Duration.between(scheduledAt, startTime));
    }

    /**
     * Returns how long the attempt ran: the duration that its client has reported, otherwise from its start to its stop.
     *
     * @return not negative; empty if it has not ended, or its duration is not known
     */
    public Optional<Duration> runTime() {
        if (!isEnded()) {
            return Optional.empty();
        }
        if (reportedDuration > 0) {
            return Optional.of(Duration.ofMillis(reportedDuration));
        }
        return startTime == null || stopTime == null || stopTime.isBefore(startTime)
                ? Optional.empty()
                : Optional.of(Duration.between(startTime, stopTime));
    }
}
