package org.executionsession.quartz;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.RecordedExecution;
import org.quartz.JobExecutionContext;
import org.quartz.ListenerManager;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;

/**
 * Records the jobs of a Quartz scheduler: each execution as a session, with one result for each attempt.
 *
 * <p>A job is recorded under the name of its key, {@code group.name}, and the name of the scheduler, which all nodes of a cluster share.
 * Immediate refires are further attempts of the session. Executions that a listener vetoes, and starts that a trigger has missed, are
 * recorded as skipped.
 *
 * <p>The recorder never fails a job. If it requires recording and a start cannot be stored, the execution is vetoed.
 */
public final class QuartzRecorder {

    /** The name of the listeners of jobs and triggers that record. */
    public static final String LISTENER_NAME = "execution-sessions";

    private QuartzRecorder() {}

    /**
     * Records all jobs of a scheduler from now on. If jobs of the scheduler are recorded already, the recorder replaces the earlier one.
     *
     * @param scheduler the scheduler, which runs in this process; not null
     * @param recorder records its jobs; not null. The caller closes it, after the scheduler
     * @throws SchedulerException if the scheduler is remote
     */
    public static void register(Scheduler scheduler, ExecutionRecorder recorder) throws SchedulerException {
        requireNonNull(scheduler, "scheduler");
        RecordingListener listener =
                new RecordingListener(scheduler.getSchedulerName(), requireNonNull(recorder, "recorder"));
        ListenerManager listeners = scheduler.getListenerManager();
        listeners.getSchedulerListeners().stream()
                .filter(RecordingListener.class::isInstance)
                .forEach(listeners::removeSchedulerListener);
        listeners.addSchedulerListener(listener);
        listeners.addTriggerListener(listener);
        listeners.addJobListener(listener);
    }

    /**
     * Returns the recorded execution of a running job, so that the job can report its progress.
     *
     * @param context what Quartz passes to the job; not null
     * @return empty if no recorder is registered
     */
    public static Optional<RecordedExecution> executionOf(JobExecutionContext context) {
        return ExecutionSlot.executionOf(requireNonNull(context, "context"));
    }
}
