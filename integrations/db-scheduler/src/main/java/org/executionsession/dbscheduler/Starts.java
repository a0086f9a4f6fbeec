package org.executionsession.dbscheduler;

import com.github.kagkarlsson.scheduler.task.Execution;
import org.executionsession.recorder.ExecutionStart;
import org.executionsession.recorder.JobId;

/** What db-scheduler knows of an execution when it starts. */
final class Starts {

    private final String scheduler;

    Starts(String scheduler) {
        this.scheduler = scheduler;
    }

    /** Returns the start of an attempt. */
    ExecutionStart of(Execution execution) {
        return ExecutionStart.builder(job(execution))
                .key(key(execution))
                .attempt(Math.max(0, execution.consecutiveFailures))
                .scheduledAt(execution.executionTime)
                .message("Task instance " + execution.getId() + ", picked by " + execution.pickedBy)
                .build();
    }

    JobId job(Execution execution) {
        String name = execution.getTaskName();
        return new JobId(scheduler, name.isBlank() ? "unnamed" : name);
    }

    /**
     * Returns what all attempts of an execution have in common, on each node. A retry replaces the time at which the execution is due, and
     * increments its failures; the time of the last success stays until it succeeds.
     */
    String key(Execution execution) {
        return execution.getId() + '\n' + (execution.lastSuccess == null ? "" : execution.lastSuccess);
    }
}
