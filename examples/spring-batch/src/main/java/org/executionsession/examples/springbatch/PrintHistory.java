package org.executionsession.examples.springbatch;

import java.time.Duration;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.typed.ResultProperties;
import org.executionsession.recorder.ExecutionRecorder;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Prints the recorded executions, after Spring Boot has run the job. */
@Component
@Order
class PrintHistory implements ApplicationRunner {

    private final ExecutionRecorder recorder;
    private final ExecutionResults results;

    PrintHistory(ExecutionRecorder recorder, ExecutionResults results) {
        this.recorder = recorder;
        this.results = results;
    }

    @Override
    public void run(ApplicationArguments arguments) throws InterruptedException {
        recorder.flush(Duration.ofSeconds(10));
        Filter<ExecutionResultEntity> all = Filter.all();
        results.forEach(all.orderBy(ResultProperties.START_TIME.asc()), Caller.SERVICE, PrintHistory::print);
    }

    private static void print(ExecutionResultEntity attempt) {
        System.out.println("execution " + attempt.origin().executionId() + " on "
                + attempt.result().executingNodeName() + ": " + attempt.result().status());
        attempt.result().details().stream()
                .map(ExecutionResultDetail::message)
                .flatMap(String::lines)
                .limit(20)
                .forEach(line -> System.out.println("    " + line));
    }
}
