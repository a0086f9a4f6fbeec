package org.executionsession.examples.springboot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Writes a report every few seconds, and records each run. */
@SpringBootApplication
@EnableScheduling
public class ReportApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(ReportApplication.class, arguments);
    }
}
