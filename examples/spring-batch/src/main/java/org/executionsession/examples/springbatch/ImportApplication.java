package org.executionsession.examples.springbatch;

import org.executionsession.jdbi.H2File;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Imports a file of people with Spring Batch, and prints the history of the imports. */
@SpringBootApplication
public class ImportApplication {

    public static void main(String[] arguments) {
        System.exit(SpringApplication.exit(SpringApplication.run(ImportApplication.class, arguments)));
    }

    /**
     * Runs before the beans are created, and so before the first connection. H2 then knows the file system {@code failstop} of the URL.
     */
    @Bean
    static BeanFactoryPostProcessor preparedDatabase(Environment environment) {
        return beans -> H2File.prepare(environment.getRequiredProperty("spring.datasource.url"));
    }
}
