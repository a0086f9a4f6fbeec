package org.executionsession.examples.springboot;

import java.util.Map;
import org.executionsession.jdbi.H2File;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Writes a report every few seconds, and records each run. */
@SpringBootApplication
@EnableScheduling
public class ReportApplication {

    private static final String URL = "spring.datasource.url";

    public static void main(String[] arguments) {
        SpringApplication.run(ReportApplication.class, arguments);
    }

    /** Runs before the beans are created, and so before the first connection. */
    @Bean
    static BeanFactoryPostProcessor preparedDatabase(ConfigurableEnvironment environment) {
        return beans -> environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "prepared database", Map.of(URL, H2File.prepare(environment.getRequiredProperty(URL)))));
    }
}
