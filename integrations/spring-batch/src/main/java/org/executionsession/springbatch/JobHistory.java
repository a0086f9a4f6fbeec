package org.executionsession.springbatch;

import java.util.Comparator;
import java.util.List;
import org.executionsession.recorder.ExecutionStart;
import org.springframework.batch.core.*;
import org.springframework.batch.core.job.*;
import org.springframework.batch.core.repository.JobRepository;

/** The executions of job instances in a repository. */
final class JobHistory {

    private final JobRepository repository;

    JobHistory(JobRepository repository) {
        this.repository = repository;
    }

    /** Sets the key and the number of an attempt. They are the same on every node, because they are read from the repository. */
    void describe(JobExecution job, ExecutionStart.Builder start) {
        List<JobExecution> executions = StoredExecutions.of(repository, job.getJobInstance());
        long id = job.getId();
        start.attempt((int) executions.stream()
                        .filter(execution -> execution.getId() < id)
                        .count())
                .key(executions.stream()
                        .min(Comparator.comparing(JobExecution::getId))
                        .map(JobHistory::key)
                        .orElse(null));
    }

    /** The time belongs to it, since the ids of a repository in memory start again with each process. */
    private static String key(JobExecution first) {
        return first.getJobInstance().getInstanceId() + " " + first.getCreateTime();
    }
}
