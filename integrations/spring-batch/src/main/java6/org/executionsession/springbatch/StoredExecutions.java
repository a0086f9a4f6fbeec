package org.executionsession.springbatch;

import java.util.List;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.repository.JobRepository;

/** Reads executions from a repository of Spring Batch 6. */
final class StoredExecutions {

    private StoredExecutions() {}

    static List<JobExecution> of(JobRepository repository, JobInstance instance) {
        return repository.getJobExecutions(instance);
    }
}
