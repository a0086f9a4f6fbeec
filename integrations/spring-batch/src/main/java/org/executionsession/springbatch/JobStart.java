package org.executionsession.springbatch;

import java.time.Duration;
import java.time.LocalDateTime;
import org.executionsession.recorder.ExecutionStart;
import org.executionsession.recorder.JobId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.*;
import org.springframework.batch.core.job.*;

/** What is known when a job starts. */
final class JobStart {

    private static final Logger LOG = LoggerFactory.getLogger(JobStart.class);

    /** The job parameter with a trace context. */
    private static final String TRACEPARENT = "traceparent";

    private JobStart() {}

    static ExecutionStart of(JobId id, JobExecution job, JobHistory history) {
        ExecutionStart.Builder start = ExecutionStart.builder(id)
                .traceparent(traceparent(job))
                .message("Job instance " + job.getJobInstance().getInstanceId() + ", job execution " + job.getId()
                        + launched(job));
        try {
            history.describe(job, start);
        } catch (RuntimeException unknown) {
            LOG.warn("{} is recorded as a first attempt: {}", describe(job), unknown.toString());
        }
        return start.build();
    }

    /** A job can wait for a thread between its launch and its start. */
    private static String launched(JobExecution job) {
        LocalDateTime launch = job.getCreateTime();
        LocalDateTime start = job.getStartTime();
        return start == null
                ? ", launched at " + launch
                : ", launched at " + launch + ", started "
                        + Duration.between(launch, start).toMillis() + " ms later";
    }

    /** Names an execution in log lines. Its own text has the job parameters, which can be secret. */
    static String describe(JobExecution job) {
        return "the execution " + job.getId() + " of the job "
                + job.getJobInstance().getJobName();
    }

    private static @Nullable String traceparent(JobExecution job) {
        try {
            return job.getJobParameters().getString(TRACEPARENT);
        } catch (RuntimeException notText) {
            return null;
        }
    }
}
