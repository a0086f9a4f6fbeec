package org.executionsession.examples.springbatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.recorder.ExecutionRecorder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** Runs the example. */
class ImportApplicationTest {

    @TempDir
    Path folder;

    private ConfigurableApplicationContext run(String day) {
        return SpringApplication.run(
                ImportApplication.class,
                "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("people") + ";DB_CLOSE_ON_EXIT=FALSE",
                "--spring.main.banner-mode=off",
                "--logging.level.root=off",
                "day=" + day);
    }

    private static List<ExecutionResultEntity> results(ConfigurableApplicationContext context) throws Exception {
        assertThat(context.getBean(ExecutionRecorder.class).flush(Duration.ofMinutes(1)))
                .isTrue();
        List<ExecutionResultEntity> all = new ArrayList<>();
        context.getBean(ExecutionResults.class).forEach(Query.of(Filter.all(), List.of()), Caller.SERVICE, all::add);
        return all;
    }

    @Test
    void eachImport_isRecordedWithItsSteps() throws Exception {
        run("Monday").close();
        try (ConfigurableApplicationContext context = run("Tuesday")) {
            assertThat(results(context)).hasSize(2).allSatisfy(attempt -> {
                assertThat(attempt.result().status()).isEqualTo(TaskExecutionStatus.FINISHED_SUCCESS);
                assertThat(attempt.result().details())
                        .extracting(ExecutionResultDetail::message)
                        .anyMatch(message -> message.contains("read 5, filtered 0, written 5, skipped 0"));
            });
        }
    }

    @Test
    void aRestartedImport_isTheNextAttempt() throws Exception {
        try (ConfigurableApplicationContext context = run("Monday")) {
            context.getBean(JdbcTemplate.class)
                    .execute("alter table people add constraint five check (last_name <> 'LISKOV') nocheck");
        }
        run("Tuesday").close();
        try (ConfigurableApplicationContext context = run("Wednesday")) {
            context.getBean(JdbcTemplate.class).execute("alter table people drop constraint five");
        }
        try (ConfigurableApplicationContext context = run("Tuesday")) {
            assertThat(results(context))
                    .extracting(attempt -> attempt.result().status())
                    .containsExactlyInAnyOrder(
                            TaskExecutionStatus.FINISHED_SUCCESS,
                            TaskExecutionStatus.FINISHED_FAIL,
                            TaskExecutionStatus.FINISHED_FAIL,
                            TaskExecutionStatus.FINISHED_SUCCESS);
            assertThat(results(context))
                    .extracting(attempt -> attempt.origin().executionId())
                    .doesNotContainNull()
                    .hasSize(4);
            assertThat(results(context).stream()
                            .map(attempt -> attempt.origin().executionId())
                            .distinct())
                    .hasSize(3);
        }
    }
}
