package org.executionsession.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.inbound.ExecutionResults;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.typed.ResultProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

/** Runs the example. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class ReportApplicationTest {

    @TempDir
    Path folder;

    private ConfigurableApplicationContext start() {
        return SpringApplication.run(
                ReportApplication.class,
                "--spring.datasource.url=jdbc:h2:file:" + folder.resolve("reports"),
                "--spring.main.banner-mode=off",
                "--logging.level.root=warn",
                "--report.interval=10ms");
    }

    @Test
    void eachRun_isRecordedWithItsReport() {
        try (ConfigurableApplicationContext context = start()) {
            awaitRuns(context, 3);
        }
        try (ConfigurableApplicationContext again = start()) {
            awaitRuns(again, 6);
        }
    }

    @Test
    void aFailedRun_isRecordedWithItsReason() {
        try (ConfigurableApplicationContext context = start()) {
            context.getBean(JdbcTemplate.class).execute("drop table sales_report");
            long failed = 0;
            while (failed == 0) {
                failed = context.getBean(ExecutionResults.class)
                        .count(
                                ResultProperties.STATUS
                                        .eq(TaskExecutionStatus.FINISHED_FAIL)
                                        .and(ResultProperties.DETAILS.message().contains("sales_report")),
                                ReportJob.SCHEDULER);
            }
            assertThat(failed).isPositive();
        }
    }

    private static void awaitRuns(ConfigurableApplicationContext context, long runs) {
        JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
        while (jdbc.queryForObject("select count(*) from sales_report", Long.class) < runs) {
            Thread.onSpinWait();
        }
        assertThat(context.getBean(ExecutionResults.class).count(Filter.all(), ReportJob.SCHEDULER))
                .isGreaterThanOrEqualTo(runs);
    }
}
