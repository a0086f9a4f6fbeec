package org.executionsession.recorder;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.TaskExecutionStatus;

/** The end of a result whose node will not end it. */
final class LeftBehind {

    private LeftBehind() {}

    /** Returns an unfinished result as failed. */
    static ExecutionResult failed(ExecutionResult unfinished, String reason, Instant now) {
        List<ExecutionResultDetail> details = new ArrayList<>(unfinished.details());
        if (details.size() < ExecutionResult.DETAILS_MAX) {
            details.add(new ExecutionResultDetail(null, DetailsType.ERROR, reason, now));
        }
        return unfinished.toBuilder()
                .status(TaskExecutionStatus.FINISHED_FAIL)
                .stopTime(now)
                .details(details)
                .build();
    }
}
