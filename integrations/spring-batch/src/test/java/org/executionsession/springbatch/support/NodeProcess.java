package org.executionsession.springbatch.support;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.executionsession.springbatch.RecordingJobListener;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.step.builder.StepBuilder;

/** A node in a process of its own, whose job runs until the process is killed. */
public final class NodeProcess {

    /** What it prints when the start of its job is recorded. */
    public static final String RUNNING = "running";

    private NodeProcess() {}

    /** Starts a job in the database with this URL. */
    public static void main(String[] arguments) throws Exception {
        JdbcConnectionPool database = JdbcConnectionPool.create(arguments[0], "sa", "");
        History history = new History(database);
        BatchTables.create(database);
        TestBatch batch = TestBatch.in(database);
        RecordingJobListener recording =
                new RecordingJobListener(history.recorderWithHeartbeat("killed"), batch.repository());
        batch.run(
                new JobBuilder("import", batch.repository())
                        .start(new StepBuilder("load", batch.repository())
                                .tasklet(
                                        (contribution, context) -> {
                                            history.flush();
                                            history.awaitHeartbeat();
                                            System.out.println(RUNNING);
                                            new CountDownLatch(1).await();
                                            return null;
                                        },
                                        batch.transactions())
                                .build())
                        .listener(recording)
                        .build(),
                Map.of("day", "Monday"));
    }

    /** Starts the process. */
    public static Process start(String url) throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dslf4j.internal.verbosity=ERROR",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NodeProcess.class.getName(),
                        url)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
