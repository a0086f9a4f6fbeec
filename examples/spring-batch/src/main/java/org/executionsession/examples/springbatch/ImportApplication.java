package org.executionsession.examples.springbatch;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Imports a file of people with Spring Batch, and prints the history of the imports. */
@SpringBootApplication
public class ImportApplication {

    public static void main(String[] arguments) {
        System.exit(SpringApplication.exit(SpringApplication.run(ImportApplication.class, arguments)));
    }
}
