package org.executionsession.quartz;

import java.util.Optional;
import org.executionsession.domain.exception.ExecutionSessionException;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.ExecutionStart;
import org.executionsession.recorder.RecordedExecution;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;
import org.quartz.JobListener;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.Trigger.CompletedExecutionInstruction;
import org.quartz.TriggerListener;
import org.quartz.core.JobExecutionProcessException;
import org.quartz.listeners.SchedulerListenerSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what Quartz tells of the jobs of a scheduler. Quartz abandons an execution when a listener throws an exception, and blocks its
 * trigger. So this one throws none.
 */
final class RecordingListener extends SchedulerListenerSupport implements JobListener, TriggerListener {

    private static final Logger LOG = LoggerFactory.getLogger(RecordingListener.class);

    private final ContextReader reader;
    private final ExecutionRecorder recorder;

    RecordingListener(String schedulerName, ExecutionRecorder recorder) {
        this.reader = new ContextReader(schedulerName);
        this.recorder = recorder;
    }

    @Override
    public String getName() {
        return QuartzRecorder.LISTENER_NAME;
    }

    @Override
    public void triggerFired(Trigger trigger, JobExecutionContext context) {
        // The start is recorded when the execution can still be vetoed.
    }

    /** Records the start of an attempt. Returns whether the job must not run because its start cannot be stored. */
    @Override
    public boolean vetoJobExecution(Trigger trigger, JobExecutionContext context) {
        try {
            Optional<RecordedExecution> refired = ExecutionSlot.executionOf(context);
            if (refired.isPresent()) {
                refired.get().nextAttempt();
            } else {
                ExecutionSlot.put(context, recorder.started(reader.start(context)));
            }
            return false;
        } catch (ExecutionSessionException notStored) {
            LOG.warn(
                    "an execution of the job {} is vetoed: {}",
                    context.getJobDetail().getKey(),
                    notStored.getMessage());
            return true;
        } catch (RuntimeException failure) {
            warn(context, failure);
            return false;
        }
    }

    @Override
    public void jobExecutionVetoed(JobExecutionContext context) {
        try {
            ExecutionSlot.executionOf(context)
                    .ifPresentOrElse(
                            execution -> execution.skipped("Vetoed by a trigger listener"),
                            () -> recorder.skipped(
                                    reader.unstarted(context),
                                    "Vetoed: the start could not be stored, and recording is required"));
        } catch (RuntimeException failure) {
            warn(context, failure);
        }
    }

    @Override
    public void jobToBeExecuted(JobExecutionContext context) {
        // The start is already recorded.
    }

    @Override
    public void jobWasExecuted(JobExecutionContext context, JobExecutionException failure) {
        try {
            ExecutionSlot.executionOf(context)
                    .ifPresent(execution -> Outcome.of(context, failure).record(execution));
        } catch (RuntimeException failed) {
            warn(context, failed);
        }
    }

    /** Ends an execution whose trigger does not run the job again, although the job has asked for it. Others have ended before. */
    @Override
    public void triggerComplete(
            Trigger trigger, JobExecutionContext context, CompletedExecutionInstruction instruction) {
        try {
            if (instruction != CompletedExecutionInstruction.RE_EXECUTE_JOB) {
                ExecutionSlot.executionOf(context)
                        .ifPresent(execution -> execution.failed("The trigger does not run the job again"));
            }
        } catch (RuntimeException failure) {
            warn(context, failure);
        }
    }

    /** Records a missed start. The store of Quartz can hold a lock of its cluster meanwhile, so this must not wait. */
    @Override
    public void triggerMisfired(Trigger trigger) {
        try {
            recorder.skipped(ExecutionStart.of(reader.jobId(trigger.getJobKey())), Misfire.describe(trigger));
        } catch (RuntimeException failure) {
            LOG.warn("the misfire of the trigger {} is not recorded: {}", trigger.getKey(), failure.toString());
        }
    }

    /** Ends an execution that Quartz abandons because another listener has failed. Quartz calls this also for the failure of a job. */
    @Override
    public void schedulerError(String message, SchedulerException error) {
        if (!(error instanceof JobExecutionProcessException process)) {
            return;
        }
        JobExecutionContext context = process.getJobExecutionContext();
        try {
            String reason = String.valueOf(error.getMessage());
            Throwable cause = error.getCause() == null ? error : error.getCause();
            ExecutionSlot.executionOf(context)
                    .ifPresentOrElse(
                            execution -> fail(execution, reason, cause),
                            () -> recorder.skipped(reader.unstarted(context), reason));
        } catch (RuntimeException failure) {
            warn(context, failure);
        }
    }

    private static void fail(RecordedExecution execution, String reason, Throwable cause) {
        execution.progress(DetailsType.WARNING, reason);
        execution.failed(cause);
    }

    private static void warn(JobExecutionContext context, RuntimeException failure) {
        LOG.warn(
                "an execution of the job {} is not recorded",
                context.getJobDetail().getKey(),
                failure);
    }
}
