package org.executionsession.quartz;

import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.executionsession.recorder.ExecutionStart;
import org.executionsession.recorder.JobId;
import org.jspecify.annotations.Nullable;
import org.quartz.JobExecutionContext;
import org.quartz.JobKey;
import org.quartz.Scheduler;

/** Reads what is recorded of the start of a job from its context. */
record ContextReader(String schedulerName) {

    JobId jobId(JobKey key) {
        return new JobId(schedulerName, key.toString());
    }

    ExecutionStart start(JobExecutionContext context) {
        return details(context)
                .scheduledAt(instant(context.getScheduledFireTime()))
                .build();
    }

    /** Returns the start of a job that has not started. */
    ExecutionStart unstarted(JobExecutionContext context) {
        ExecutionStart.Builder start = details(context);
        if (context.getScheduledFireTime() != null) {
            start.message("Scheduled for " + context.getScheduledFireTime().toInstant());
        }
        return start.build();
    }

    private ExecutionStart.Builder details(JobExecutionContext context) {
        Map<String, Object> data = context.getMergedJobDataMap();
        ExecutionStart.Builder start = ExecutionStart.builder(
                        jobId(context.getJobDetail().getKey()))
                .traceparent(data.get("traceparent") instanceof String traceparent ? traceparent : null)
                .message("Trigger " + context.getTrigger().getKey() + ", fire instance " + context.getFireInstanceId());
        if (context.isRecovering()) {
            start.message("Repeats an execution of the trigger "
                    + data.get(Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_GROUP) + "."
                    + data.get(Scheduler.FAILED_JOB_ORIGINAL_TRIGGER_NAME) + " on a node that has stopped");
        }
        return start;
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
