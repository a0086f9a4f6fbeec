package org.executionsession.quartz;

import org.executionsession.domain.model.DetailsType;
import org.executionsession.recorder.RecordedExecution;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.core.JobExecutionProcessException;

/**
 * How an attempt of a job has ended.
 *
 * @param failure why it has failed; null if it has succeeded
 * @param result what the job has set as its result; null if it has set none
 */
record Outcome(
        @Nullable JobExecutionException failure, @Nullable Object result) {

    static Outcome of(JobExecutionContext context, @Nullable JobExecutionException failure) {
        return new Outcome(failure, context.getResult());
    }

    void record(RecordedExecution execution) {
        if (failure == null) {
            if (result != null) {
                execution.progress("Result: " + text(result));
            }
            execution.succeeded();
            return;
        }
        if (failure.refireImmediately()) {
            execution.retrying(cause(failure));
            return;
        }
        if (failure.unscheduleAllTriggers()) {
            execution.progress(DetailsType.WARNING, "The job removes all its triggers");
        } else if (failure.unscheduleFiringTrigger()) {
            execution.progress(DetailsType.WARNING, "The job removes the trigger that has fired");
        }
        execution.failed(cause(failure));
    }

    /** Returns the exception of the job. Quartz wraps twice what is not a {@link JobExecutionException}. */
    private static Throwable cause(JobExecutionException failure) {
        return failure.getCause() instanceof JobExecutionProcessException process && process.getCause() != null
                ? process.getCause()
                : failure;
    }

    private static String text(Object result) {
        try {
            return String.valueOf(result);
        } catch (RuntimeException | StackOverflowError broken) {
            return "a " + result.getClass().getName() + " that cannot be printed";
        }
    }
}
