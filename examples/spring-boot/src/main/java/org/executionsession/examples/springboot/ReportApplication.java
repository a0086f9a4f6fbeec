package org.executionsession.examples.springboot;

import org.executionsession.jdbi.H2File;
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

    /**
     * Runs before the beans are created, and so before the first connection. H2 then knows the file system {@code failstop} of the URL.
     */
    @Bean
    static BeanFactoryPostProcessor preparedDatabase(Environment environment) {
        return beans -> H2File.prepare(environment.getRequiredProperty("spring.datasource.url"));
    }
}
