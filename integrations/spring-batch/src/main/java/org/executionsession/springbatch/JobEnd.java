package org.executionsession.springbatch;

import java.util.List;
import org.executionsession.domain.model.DetailsType;
import org.executionsession.recorder.RecordedExecution;
import org.springframework.batch.core.*;
import org.springframework.batch.core.job.*;

/**
 * How a job has ended.
 *
 * @param status the status of the execution
 * @param exit the exit status, and its description
 * @param failures the exceptions of the job and its steps
 */
record JobEnd(BatchStatus status, String exit, List<Throwable> failures) {

    static JobEnd of(JobExecution job) {
        return new JobEnd(job.getStatus(), ExitText.of(job.getExitStatus()), job.getAllFailureExceptions());
    }

    void reportTo(RecordedExecution execution) {
        switch (status) {
            case COMPLETED -> {
                if (!exit.equals(status.name())) {
                    execution.progress("Exit " + exit);
                }
                execution.succeeded();
            }
            case STOPPED, STOPPING, ABANDONED -> execution.aborted("Job " + status + ", exit " + exit);
            default -> fail(execution);
        }
    }

    private void fail(RecordedExecution execution) {
        if (failures.isEmpty()) {
            execution.failed("Job " + status + ", exit " + exit);
            return;
        }
        if (!exit.startsWith(ExitStatus.FAILED.getExitCode())) {
            execution.progress(DetailsType.ERROR, "Job " + status + ", exit " + exit);
        }
        failures.stream()
                .skip(1)
                .distinct()
                .forEach(failure -> execution.progress(DetailsType.ERROR, "Another failure: " + describe(failure)));
        execution.failed(failures.get(0));
    }

    /** An exception of a job can have methods that fail. */
    private static String describe(Throwable failure) {
        try {
            return failure.toString();
        } catch (RuntimeException broken) {
            return failure.getClass().getName();
        }
    }
}
