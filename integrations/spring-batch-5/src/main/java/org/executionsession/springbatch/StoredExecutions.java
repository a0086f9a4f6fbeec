package org.executionsession.springbatch;

import java.util.List;
import org.springframework.batch.core.JobExecution;
import org.springframework.batch.core.JobInstance;
import org.springframework.batch.core.repository.JobRepository;

/** Reads executions from a repository of Spring Batch 5. */
final class StoredExecutions {

    private StoredExecutions() {}

    static List<JobExecution> of(JobRepository repository, JobInstance instance) {
        return repository.findJobExecutions(instance);
    }
}
