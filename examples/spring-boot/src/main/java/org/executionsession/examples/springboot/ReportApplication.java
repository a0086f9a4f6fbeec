package org.executionsession.examples.springboot;

import org.executionsession.jdbi.H2FileRecovery;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Writes a report every few seconds, and records each run. */
@SpringBootApplication
@EnableScheduling
public class ReportApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(ReportApplication.class, arguments);
    }

    /** Runs before the beans are created, and so before the first connection. */
    @Bean
    static BeanFactoryPostProcessor recoveryAfterPowerLoss(Environment environment) {
        return beans -> H2FileRecovery.recover(environment.getRequiredProperty("spring.datasource.url"));
    }
}
