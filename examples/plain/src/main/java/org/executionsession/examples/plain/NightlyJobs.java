package org.executionsession.examples.plain;

import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResult;
import org.executionsession.domain.model.ExecutionResultDetail;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.typed.ResultProperties;
import org.executionsession.jdbi.H2File;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.h2.jdbcx.JdbcConnectionPool;

/** A scheduler of two jobs, one of which fails. It prints the history of the runs. */
public final class NightlyJobs {

    private static final String DATABASE = "jdbc:h2:file:./data/jobs";

    private NightlyJobs() {}

    /** Runs each job twice, in a database in the folder {@code data}. */
    public static void main(String[] arguments) throws InterruptedException {
        JdbcConnectionPool dataSource = JdbcConnectionPool.create(H2File.prepare(DATABASE), "sa", "");
        ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
        try (ExecutionSessions sessions = ExecutionSessions.builder(JdbiExecutionSessionStore.open(dataSource))
                .build()) {
            UUID report = UUID.fromString("0d9f5c1e-5d3a-4b5e-9a44-0a8f7f3b1c01");
            UUID upload = UUID.fromString("0d9f5c1e-5d3a-4b5e-9a44-0a8f7f3b1c02");
            for (int run = 0; run < 2; run++) {
                scheduler.schedule(
                        new RecordedJob(sessions, report, "Sales report", () -> {}), 10, TimeUnit.MILLISECONDS);
                scheduler.schedule(
                        new RecordedJob(sessions, upload, "Upload", NightlyJobs::fail), 10, TimeUnit.MILLISECONDS);
            }
            scheduler.shutdown();
            scheduler.awaitTermination(1, TimeUnit.MINUTES);
            printHistory(sessions);
        } finally {
            dataSource.dispose();
        }
    }

    private static void fail() {
        throw new IllegalStateException("the archive does not respond");
    }

    private static void printHistory(ExecutionSessions sessions) {
        Filter<ExecutionResultEntity> all = Filter.all();
        sessions.executionResults()
                .forEach(
                        all.orderBy(ResultProperties.START_TIME.asc()),
                        Caller.SERVICE,
                        run -> System.out.println(describe(run)));
    }

    private static String describe(ExecutionResultEntity run) {
        ExecutionResult result = run.result();
        String outcome = result.status().equals(TaskExecutionStatus.FINISHED_SUCCESS) ? "succeeded" : "failed";
        String why =
                result.details().stream().map(ExecutionResultDetail::message).collect(Collectors.joining(", "));
        return "task " + run.origin().taskId() + " " + outcome + " in " + result.duration() + " ms " + why;
    }
}
