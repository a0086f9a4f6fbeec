package org.executionsession.spring;

import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** A health indicator: the store is up if it can write. */
@AutoConfiguration(after = ExecutionSessionsAutoConfiguration.class)
@ConditionalOnBean(JdbiExecutionSessionStore.class)
public class ExecutionSessionsHealthAutoConfiguration {

    /** The indicator of Spring Boot 3. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.actuate.health.HealthIndicator")
    @org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator("execution-sessions")
    static class Boot3 {

        @Bean
        @ConditionalOnMissingBean(name = "executionSessionsHealthIndicator")
        org.springframework.boot.actuate.health.HealthIndicator executionSessionsHealthIndicator(
                JdbiExecutionSessionStore store) {
            return () -> {
                try {
                    store.checkWrite();
                    return org.springframework.boot.actuate.health.Health.up().build();
                } catch (RuntimeException failure) {
                    return org.springframework.boot.actuate.health.Health.down(failure)
                            .build();
                }
            };
        }
    }

    /** The indicator of Spring Boot 4. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.springframework.boot.health.contributor.HealthIndicator")
    @org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator("execution-sessions")
    static class Boot4 {

        @Bean
        @ConditionalOnMissingBean(name = "executionSessionsHealthIndicator")
        org.springframework.boot.health.contributor.HealthIndicator executionSessionsHealthIndicator(
                JdbiExecutionSessionStore store) {
            return () -> {
                try {
                    store.checkWrite();
                    return org.springframework.boot.health.contributor.Health.up()
                            .build();
                } catch (RuntimeException failure) {
                    return org.springframework.boot.health.contributor.Health.down(failure)
                            .build();
                }
            };
        }
    }
}
