package org.executionsession.springbatch;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.recorder.RecordedExecution;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.*;
import org.springframework.batch.core.job.*;
import org.springframework.batch.core.step.*;

/** A job that runs in this process, and those of its steps whose end is recorded. */
final class RunningJob {

    private static final Logger LOG = LoggerFactory.getLogger(RunningJob.class);

    private final RecordedExecution execution;
    private final Set<StepExecution> endedSteps =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    RunningJob(RecordedExecution execution) {
        this.execution = execution;
    }

    RecordedExecution execution() {
        return execution;
    }

    void startStep(StepExecution step) {
        execution.progress(DetailsType.INFORMATION, "Step " + step.getStepName() + " started");
    }

    void endStep(StepExecution step) {
        if (endedSteps.add(step)) {
            execution.progress(StepText.severity(step), StepText.of(step));
        }
    }

    /** Records the steps that are not recorded yet, and the end of the job. It throws nothing. */
    void end(JobExecution job) {
        try {
            job.getStepExecutions().forEach(this::endStep);
        } catch (RuntimeException broken) {
            LOG.warn("not all steps of {} are recorded: {}", JobStart.describe(job), broken.toString());
        }
        JobEnd.of(job).reportTo(execution);
    }
}
