package org.executionsession.examples.springbatch;

import java.util.Map;
import org.executionsession.jdbi.H2File;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Imports a file of people with Spring Batch, and prints the history of the imports. */
@SpringBootApplication
public class ImportApplication {

    private static final String URL = "spring.datasource.url";

    public static void main(String[] arguments) {
        System.exit(SpringApplication.exit(SpringApplication.run(ImportApplication.class, arguments)));
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
