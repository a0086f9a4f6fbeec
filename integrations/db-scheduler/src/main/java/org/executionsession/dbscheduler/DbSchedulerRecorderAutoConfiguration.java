package org.executionsession.dbscheduler;

import org.executionsession.recorder.ExecutionRecorder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Records all tasks of an application of Spring Boot that has a recorder. The starter of db-scheduler registers the bean with its scheduler. */
@AutoConfiguration(afterName = "org.executionsession.spring.ExecutionSessionsRecorderAutoConfiguration")
@ConditionalOnBean(ExecutionRecorder.class)
@ConditionalOnProperty(
        prefix = "execution-sessions.recorder",
        name = "db-scheduler",
        havingValue = "true",
        matchIfMissing = true)
public class DbSchedulerRecorderAutoConfiguration {

    /** After the interceptors of the application, so that it sees whether they let a task run. */
    @Bean
    @ConditionalOnMissingBean
    @Order(Ordered.LOWEST_PRECEDENCE)
    DbSchedulerRecorder executionSessionsDbSchedulerRecorder(ExecutionRecorder recorder) {
        return new DbSchedulerRecorder(recorder);
    }
}
