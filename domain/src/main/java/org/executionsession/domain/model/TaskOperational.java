package org.executionsession.domain.model;

import jakarta.validation.Valid;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.executionsession.domain.constraint.CalendarDate;
import org.jspecify.annotations.Nullable;

/**
 * The state of a task.
 *
 * @param id the id of this record; null when not given
 * @param lastExecutionResult the newest result of the task; null when not given
 * @param nextExecution when the task runs next; null when no run is planned
 * @param reference true if only the id is given and refers to the stored values; always false in a stored entity, and
 *     without an id
 */
public record TaskOperational(
        @Nullable UUID id,
        @Valid @Nullable ExecutionResult lastExecutionResult,
        @CalendarDate @Nullable Instant nextExecution,
        boolean reference) {

    /** Normalizes the values: the zero GUID means "not given", and the date is truncated to milliseconds. */
    public TaskOperational {
        id = Defaults.id(id);
        nextExecution = Defaults.instant(nextExecution);
        reference = reference && id != null;
    }

    /**
     * A state that is not a reference.
     *
     * @param id the id of this record
     * @param lastExecutionResult the newest result of the task
     * @param nextExecution when the task runs next; null when no run is planned
     */
    public TaskOperational(
            @Nullable UUID id, @Nullable ExecutionResult lastExecutionResult, @Nullable Instant nextExecution) {
        this(id, lastExecutionResult, nextExecution, false);
    }

    /** Replaces references by the stored values. */
    static @Nullable TaskOperational resolved(@Nullable TaskOperational given, @Nullable TaskOperational stored) {
        if (given == null) {
            return null;
        }
        if (given.reference) {
            return stored != null && Objects.equals(given.id, stored.id)
                    ? stored
                    : new TaskOperational(given.id, given.lastExecutionResult, given.nextExecution);
        }
        ExecutionResult last = snapshot(given.lastExecutionResult, stored == null ? null : stored.lastExecutionResult);
        return last == given.lastExecutionResult ? given : new TaskOperational(given.id, last, given.nextExecution);
    }

    /**
     * Replaces references in the last result of a task; the rest become ordinary values, because a stored task has no
     * references.
     */
    private static @Nullable ExecutionResult snapshot(
            @Nullable ExecutionResult given, @Nullable ExecutionResult stored) {
        if (given == null) {
            return null;
        }
        boolean isSame = stored != null && stored.id() != null && stored.id().equals(given.id());
        ExecutionResult resolved = isSame ? given.resolved(stored) : given;
        if (!resolved.reference() && resolved.details().stream().noneMatch(ExecutionResultDetail::reference)) {
            return resolved;
        }
        return resolved.toBuilder()
                .details(resolved.details().stream()
                        .map(ExecutionResultDetail::unresolved)
                        .toList())
                .reference(false)
                .build();
    }
}
