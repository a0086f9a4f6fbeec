package org.executionsession.springbatch;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.executionsession.recorder.ExecutionRecorder;
import org.executionsession.recorder.ExecutionStart;
import org.executionsession.recorder.JobId;
import org.executionsession.recorder.RecordedExecution;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.*;
import org.springframework.batch.core.job.*;
import org.springframework.batch.core.listener.*;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.*;

/**
 * Records the executions of the jobs of Spring Batch. Add it to each job as the last listener: {@code JobBuilder.listener(recording)}. All
 * executions of a job instance are attempts of one execution session. When a job ends, its steps are recorded as messages; add the listener to
 * steps too to record them when they start and end. It is thread-safe, and one object serves all jobs of a job repository.
 *
 * <p>It neither fails nor delays a job, except that it reads the earlier executions of the job instance. If the recorder requires recording and
 * the start cannot be stored, the exception of the recorder fails the job before its first step; the job instance can then be restarted.
 */
public final class RecordingJobListener implements JobExecutionListener, StepExecutionListener {

    /** The default of the name of the scheduler. */
    public static final String DEFAULT_SCHEDULER = "spring-batch";

    private static final Logger LOG = LoggerFactory.getLogger(RecordingJobListener.class);

    private final ExecutionRecorder recorder;
    private final String scheduler;
    private final JobHistory history;

    /** By identity: in a repository without resources, all executions have the same id. */
    private final Map<JobExecution, RunningJob> running = Collections.synchronizedMap(new IdentityHashMap<>());

    /** The executions that must not run, until they have failed. */
    private final Set<JobExecution> vetoed =
            Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));

    /**
     * Creates a listener for the jobs of a repository, with the scheduler {@value #DEFAULT_SCHEDULER}.
     *
     * @param recorder records the jobs; not null. The caller closes it, after the jobs
     * @param repository the repository of the jobs; not null
     */
    public RecordingJobListener(ExecutionRecorder recorder, JobRepository repository) {
        this(recorder, repository, DEFAULT_SCHEDULER);
    }

    /**
     * Creates a listener for the jobs of a repository.
     *
     * @param recorder records the jobs; not null. The caller closes it, after the jobs
     * @param repository the repository of the jobs; not null
     * @param scheduler a name of the repository, which is part of the identity of its jobs; not null, not blank
     */
    public RecordingJobListener(ExecutionRecorder recorder, JobRepository repository, String scheduler) {
        this.recorder = requireNonNull(recorder, "recorder");
        this.history = new JobHistory(requireNonNull(repository, "repository"));
        if (requireNonNull(scheduler, "scheduler").isBlank()) {
            throw new IllegalArgumentException("scheduler must not be blank");
        }
        this.scheduler = scheduler;
    }

    /**
     * Finds the recorded execution of a job that runs in this process, for steps that report progress.
     *
     * @param job the execution of the job; not null
     * @return empty if the job does not run here, or does not have this listener
     */
    public Optional<RecordedExecution> find(JobExecution job) {
        return findRunning(requireNonNull(job, "job")).map(RunningJob::execution);
    }

    private Optional<RunningJob> findRunning(JobExecution job) {
        return Optional.ofNullable(running.get(job));
    }

    /**
     * Records the start of a job.
     *
     * @throws org.executionsession.domain.exception.ExecutionSessionException if recording is required and the start cannot be stored
     */
    @Override
    public void beforeJob(JobExecution job) {
        ExecutionStart start = start(job);
        try {
            running.put(job, new RunningJob(recorder.started(start)));
        } catch (RuntimeException notStored) {
            vetoed.add(job);
            throw notStored;
        }
    }

    /** Records how a job has ended. It throws nothing. */
    @Override
    public void afterJob(JobExecution job) {
        RunningJob started = running.remove(job);
        if (started != null) {
            started.end(job);
        } else if (!vetoed.remove(job)) {
            recordUnstarted(job);
        }
    }

    /** Records a job that has ended before this listener was called, for example because another listener has failed. */
    private void recordUnstarted(JobExecution job) {
        RecordedExecution execution;
        try {
            execution = recorder.started(start(job));
        } catch (RuntimeException notStored) {
            LOG.warn("{} is not recorded: {}", JobStart.describe(job), notStored.toString());
            return;
        }
        new RunningJob(execution).end(job);
    }

    private ExecutionStart start(JobExecution job) {
        return JobStart.of(new JobId(scheduler, job.getJobInstance().getJobName()), job, history);
    }

    /** Records the start of a step. It throws nothing. */
    @Override
    public void beforeStep(StepExecution step) {
        findRunning(step.getJobExecution()).ifPresent(job -> job.startStep(step));
    }

    /**
     * Records how a step has ended. It throws nothing.
     *
     * @return null: the exit status of the step stays
     */
    @Override
    public @Nullable ExitStatus afterStep(StepExecution step) {
        findRunning(step.getJobExecution()).ifPresent(job -> job.endStep(step));
        return null;
    }
}
