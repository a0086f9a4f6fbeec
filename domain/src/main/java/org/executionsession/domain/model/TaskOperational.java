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
 */
public record TaskOperational(
        UUID id,
        @Valid ExecutionResult lastExecutionResult,
        @CalendarDate Instant nextExecution) {

    /** Takes the zero GUID for "not given" and cuts the date to milliseconds. */
    public TaskOperational {
        id = Given.id(id);
        nextExecution = Given.instant(nextExecution);
    }
}
