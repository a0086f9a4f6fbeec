package org.executionsession.examples.springbatch;

import javax.sql.DataSource;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.file.FlatFileItemReader;
import org.springframework.batch.infrastructure.item.file.builder.FlatFileItemReaderBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.transaction.PlatformTransactionManager;

/** A job as in the guides of Spring Batch. Nothing in it is about recording. */
@Configuration
class ImportJob {

    @Bean
    FlatFileItemReader<Person> reader() {
        return new FlatFileItemReaderBuilder<Person>()
                .name("people")
                .resource(new ClassPathResource("sample-data.csv"))
                .delimited()
                .names("firstName", "lastName")
                .targetType(Person.class)
                .build();
    }

    @Bean
    JdbcBatchItemWriter<Person> writer(DataSource dataSource) {
        return new JdbcBatchItemWriterBuilder<Person>()
                .sql("insert into people (first_name, last_name) values (:firstName, :lastName)")
                .dataSource(dataSource)
                .beanMapped()
                .build();
    }

    @Bean
    Step importPeople(
            JobRepository jobRepository,
            PlatformTransactionManager transactionManager,
            FlatFileItemReader<Person> reader,
            JdbcBatchItemWriter<Person> writer) {
        return new StepBuilder("importPeople", jobRepository)
                .<Person, Person>chunk(3)
                .transactionManager(transactionManager)
                .reader(reader)
                .processor(Person::inUpperCase)
                .writer(writer)
                .build();
    }

    @Bean
    Job importUserJob(JobRepository jobRepository, Step importPeople) {
        return new JobBuilder("importUserJob", jobRepository).start(importPeople).build();
    }
}
