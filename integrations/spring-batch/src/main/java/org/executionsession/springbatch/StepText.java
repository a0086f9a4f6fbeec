package org.executionsession.springbatch;

import java.time.Duration;
import java.time.LocalDateTime;
import org.executionsession.domain.model.DetailsType;
import org.springframework.batch.core.*;
import org.springframework.batch.core.step.*;

/** The message about a step that has ended. */
final class StepText {

    private StepText() {}

    static String of(StepExecution step) {
        String text = "Step " + step.getStepName() + " " + step.getStatus() + duration(step)
                + ": read " + step.getReadCount()
                + ", filtered " + step.getFilterCount()
                + ", written " + step.getWriteCount()
                + ", skipped " + step.getSkipCount()
                + " (read " + step.getReadSkipCount()
                + ", process " + step.getProcessSkipCount()
                + ", write " + step.getWriteSkipCount()
                + "), commits " + step.getCommitCount()
                + ", rollbacks " + step.getRollbackCount();
        String exit = ExitText.of(step.getExitStatus());
        return exit.equals(step.getStatus().name()) ? text : text + ", exit " + exit;
    }

    private static String duration(StepExecution step) {
        LocalDateTime start = step.getStartTime();
        LocalDateTime end = step.getEndTime();
        return start == null || end == null
                ? ""
                : " in " + Duration.between(start, end).toMillis() + " ms";
    }

    static DetailsType severity(StepExecution step) {
        return switch (step.getStatus()) {
            case FAILED, UNKNOWN -> DetailsType.ERROR;
            case COMPLETED -> step.getSkipCount() == 0 ? DetailsType.INFORMATION : DetailsType.WARNING;
            default -> DetailsType.WARNING;
        };
    }
}
