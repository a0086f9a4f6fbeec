package org.executionsession.history;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.executionsession.recorder.JobId;
import org.h2.jdbcx.JdbcConnectionPool;

/** An application that never closes its history, and ends while a job runs. */
public final class ExitingProcess {

    static final JobId JOB = new JobId("test", "report");

    private ExitingProcess() {}

    /** Starts a job, and ends the JVM. The job runs in a hook until the JVM is ending, as a scheduler that stops in one lets it. */
    public static void main(String[] arguments) throws Exception {
        ExecutionHistory history = ExecutionHistory.open(JdbcConnectionPool.create(arguments[0], "sa", ""));
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Thread job = new Thread(() -> {
            try {
                history.recorder().run(JOB, () -> {
                    started.countDown();
                    return mayEnd.await(1, TimeUnit.MINUTES);
                });
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
        job.start();
        started.await();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            mayEnd.countDown();
            join(job);
        }));
        System.exit(0);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
