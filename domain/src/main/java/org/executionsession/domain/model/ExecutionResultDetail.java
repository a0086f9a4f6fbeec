package org.executionsession.domain.model;

import java.time.Instant;
import java.util.UUID;
import org.executionsession.domain.constraint.CalendarDate;
import org.executionsession.domain.constraint.Text;

/**
 * One message of a result.
 *
 * @param id the detail's id; null only before it is recorded
 * @param detailsType how serious it is; never null
 * @param message what happened; never null, empty when not given
 * @param detailCreatedDate when it happened; null when not given
 */
public record ExecutionResultDetail(
        UUID id,
        DetailsType detailsType,
        @Text(max = MESSAGE_MAX) String message,
        @CalendarDate Instant detailCreatedDate) {

    /** The longest message, in UTF-16 units: far more than a log line, far less than a log. */
    public static final int MESSAGE_MAX = 100_000;

    /** Takes the zero GUID and null for "not given" and cuts the date to milliseconds. */
    public ExecutionResultDetail {
        id = Given.id(id);
        detailsType = Given.code(detailsType, DetailsType.ERROR);
        message = Given.text(message);
        detailCreatedDate = Given.instant(detailCreatedDate);
    }

    ExecutionResultDetail withId(UUID newId) {
        return new ExecutionResultDetail(newId, detailsType, message, detailCreatedDate);
    }
}
