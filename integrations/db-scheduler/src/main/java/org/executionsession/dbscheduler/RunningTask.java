package org.executionsession.dbscheduler;

import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.recorder.RecordedExecution;
import org.jspecify.annotations.Nullable;

/** An execution of db-scheduler that runs in this process. */
final class RunningTask {

    private final @Nullable RecordedExecution recorded;
    private final @Nullable ExecutionSessionException notRecorded;
    private volatile boolean hasReachedTask;

    private RunningTask(@Nullable RecordedExecution recorded, @Nullable ExecutionSessionException notRecorded) {
        this.recorded = recorded;
        this.notRecorded = notRecorded;
    }

    static RunningTask recorded(RecordedExecution execution) {
        return new RunningTask(execution, null);
    }

    /** Returns an execution whose start must be recorded, but cannot. */
    static RunningTask notRecorded(ExecutionSessionException why) {
        return new RunningTask(null, why);
    }

    /** Returns what takes the reports of the task; null if its start is not recorded. */
    @Nullable
    RecordedExecution recorded() {
        return recorded;
    }

    /**
     * Lets the task run.
     *
     * @throws ExecutionSessionException if its start must be recorded, but is not
     */
    void proceed() {
        if (notRecorded != null) {
            throw notRecorded;
        }
        hasReachedTask = true;
    }

    boolean hasReachedTask() {
        return hasReachedTask;
    }
}
