package org.executionsession.springbatch;

import org.executionsession.recorder.ExecutionRecorder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;

/** Records all jobs of an application of Spring Boot that has a recorder. */
@AutoConfiguration(
        afterName = {
            "org.executionsession.spring.ExecutionSessionsRecorderAutoConfiguration",
            // Spring Boot 3.5 and 4.
            "org.springframework.boot.autoconfigure.batch.BatchAutoConfiguration",
            "org.springframework.boot.batch.autoconfigure.BatchAutoConfiguration",
            "org.springframework.boot.batch.jdbc.autoconfigure.BatchJdbcAutoConfiguration",
            "org.springframework.boot.batch.data.mongodb.autoconfigure.BatchDataMongoAutoConfiguration"
        })
@ConditionalOnBean(ExecutionRecorder.class)
@ConditionalOnSingleCandidate(JobRepository.class)
@ConditionalOnProperty(
        prefix = "execution-sessions.recorder",
        name = "batch",
        havingValue = "true",
        matchIfMissing = true)
public class SpringBatchRecorderAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    RecordingJobListener executionSessionsJobListener(ExecutionRecorder recorder, JobRepository repository) {
        return new RecordingJobListener(recorder, repository);
    }

    @Bean
    @ConditionalOnMissingBean
    RecordingOfAllJobs executionSessionsRecordingOfAllJobs(RecordingJobListener listener, ListableBeanFactory beans) {
        return new RecordingOfAllJobs(listener, beans);
    }
}
