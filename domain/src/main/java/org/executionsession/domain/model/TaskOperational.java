package org.executionsession.domain.model;

import jakarta.validation.Valid;
import java.time.Instant;
import java.util.UUID;
import org.executionsession.domain.constraint.CalendarDate;

/**
 * How a task stands.
 *
 * @param id the id of this record; null when not given
 * @param lastExecutionResult the newest result of the task; null when not given
 * @param nextExecution when the task runs next; null when no run is planned
 * @param reference whether nothing but the id was said, so that what is recorded with it is meant; false in whatever is
 *     recorded, and without an id
 */
public record TaskOperational(
        UUID id,
        @Valid ExecutionResult lastExecutionResult,
        @CalendarDate Instant nextExecution,
        boolean reference) {

    /** Takes the zero GUID for "not given" and cuts the date to milliseconds. */
    public TaskOperational {
        id = Defaults.id(id);
        nextExecution = Defaults.instant(nextExecution);
        reference = reference && id != null;
    }

    /**
     * How a task stands, of which everything is said.
     *
     * @param id the id of this record; may be null
     * @param lastExecutionResult the newest result of the task; may be null
     * @param nextExecution when the task runs next; null when no run is planned
     */
    public TaskOperational(UUID id, ExecutionResult lastExecutionResult, Instant nextExecution) {
        this(id, lastExecutionResult, nextExecution, false);
    }

    /** What is recorded in the place of references. */
    static TaskOperational resolved(TaskOperational said, TaskOperational recorded) {
        if (said == null) {
            return null;
        }
        if (said.reference) {
            return recorded != null && said.id.equals(recorded.id)
                    ? recorded
                    : new TaskOperational(said.id, said.lastExecutionResult, said.nextExecution);
        }
        ExecutionResult last =
                snapshot(said.lastExecutionResult, recorded == null ? null : recorded.lastExecutionResult);
        return last == said.lastExecutionResult ? said : new TaskOperational(said.id, last, said.nextExecution);
    }

    /** What a task says of its last result, which no reference stands for. */
    private static ExecutionResult snapshot(ExecutionResult said, ExecutionResult recorded) {
        if (said == null) {
            return null;
        }
        boolean isSame =
                recorded != null && recorded.id() != null && recorded.id().equals(said.id());
        ExecutionResult resolved = isSame ? said.resolved(recorded) : said;
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
