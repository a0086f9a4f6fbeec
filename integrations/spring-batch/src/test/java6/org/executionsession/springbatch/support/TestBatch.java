package org.executionsession.springbatch.support;

import java.util.Map;
import javax.sql.DataSource;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.support.TaskExecutorJobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ItemReader;
import org.springframework.batch.infrastructure.item.ItemWriter;
import org.springframework.batch.infrastructure.support.transaction.ResourcelessTransactionManager;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** Spring Batch 6 with a repository of its own. */
public final class TestBatch {

    private final JobRepository repository;
    private final PlatformTransactionManager transactions;
    private final TaskExecutorJobOperator operator = new TaskExecutorJobOperator();

    private TestBatch(JobRepository repository, PlatformTransactionManager transactions) throws Exception {
        this.repository = repository;
        this.transactions = transactions;
        operator.setJobRepository(repository);
        operator.setJobRegistry(new MapJobRegistry());
        operator.afterPropertiesSet();
    }

    /** Keeps the executions in a database that has the tables of Spring Batch. */
    public static TestBatch in(DataSource database) throws Exception {
        JdbcTransactionManager transactions = new JdbcTransactionManager(database);
        JdbcJobRepositoryFactoryBean repository = new JdbcJobRepositoryFactoryBean();
        repository.setDataSource(database);
        repository.setTransactionManager(transactions);
        repository.afterPropertiesSet();
        return new TestBatch(repository.getObject(), transactions);
    }

    /** Keeps the execution that runs in memory, and forgets the others. */
    public static TestBatch withoutResources() throws Exception {
        return new TestBatch(new ResourcelessJobRepository(), new ResourcelessTransactionManager());
    }

    public JobRepository repository() {
        return repository;
    }

    public PlatformTransactionManager transactions() {
        return transactions;
    }

    public JobExecution run(Job job, Map<String, String> parameters) throws Exception {
        return operator.start(job, parameters(parameters));
    }

    public JobExecution last(String job, Map<String, String> parameters) {
        return repository.getLastJobExecution(job, parameters(parameters));
    }

    private static JobParameters parameters(Map<String, String> values) {
        JobParametersBuilder builder = new JobParametersBuilder();
        values.forEach(builder::addString);
        return builder.toJobParameters();
    }

    /** Builds a step that reads and writes texts in chunks of two, and skips those with an {@link IllegalStateException}. */
    public Step chunkStep(String name, ItemReader<String> reader, ItemWriter<String> writer) {
        return new StepBuilder(name, repository)
                .<String, String>chunk(2)
                .transactionManager(transactions)
                .reader(reader)
                .writer(writer)
                .faultTolerant()
                .skip(IllegalStateException.class)
                .skipLimit(10)
                .build();
    }
}
