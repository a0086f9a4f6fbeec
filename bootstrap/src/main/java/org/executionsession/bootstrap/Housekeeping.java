package org.executionsession.bootstrap;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the periodic tasks, one at a time, in one thread. Several servers on one database may each run them. */
final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    /** Session timeouts have a resolution of minutes. */
    private static final Duration ABORT_INTERVAL = Duration.ofSeconds(30);

    /** Selections expire after an hour, deleted ones after a minute. */
    private static final Duration EXPIRY_INTERVAL = Duration.ofMinutes(1);

    private static final Duration MAX_RETENTION_INTERVAL = Duration.ofHours(1);

    /**
     * Servers of an older version leave columns empty. A query that needs a column fills it, if it runs before this
     * task.
     */
    private static final Duration BACKFILL_INTERVAL = Duration.ofMinutes(1);

    /** Longer than a write waits for the database. */
    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(20);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(tasks -> {
        Thread created = new Thread(tasks, "housekeeping");
        created.setDaemon(true);
        return created;
    });
    private volatile boolean ending;

    private Housekeeping() {}

    /** Runs each task at once, and then periodically until it is closed. */
    static Housekeeping start(
            HousekeepingOptions options, ExecutionSessions sessions, JdbiExecutionSessionStore store) {
        Housekeeping housekeeping = new Housekeeping();
        housekeeping.repeat(new Task("backfill columns", store::backfillColumns), BACKFILL_INTERVAL);
        if (options.abortOverdueSessions()) {
            housekeeping.repeat(
                    new Task(
                            "abort overdue sessions",
                            () -> sessions.abortOverdueSessions().abort(housekeeping::shouldContinue)),
                    ABORT_INTERVAL);
        }
        housekeeping.repeat(
                new Task("purge expired rows", () -> sessions.purgeExpired().purge(housekeeping::shouldContinue)),
                EXPIRY_INTERVAL);
        options.resultRetention()
                .ifPresent(kept -> housekeeping.repeat(
                        new Task(
                                "purge old results",
                                () -> sessions.purgeResults().purge(kept, housekeeping::shouldContinue)),
                        kept.compareTo(MAX_RETENTION_INTERVAL) < 0 ? kept : MAX_RETENTION_INTERVAL));
        return housekeeping;
    }

    private void repeat(Task task, Duration pause) {
        thread.scheduleWithFixedDelay(task, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean shouldContinue() {
        return !ending;
    }

    /** Stops after the current batch. */
    @Override
    public void close() {
        ending = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("housekeeping did not stop within {}", SHUTDOWN_TIMEOUT);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A periodic task. It also runs after a failure; only the first of consecutive failures is logged. */
    private static final class Task implements Runnable {

        private final String name;
        private final Runnable action;
        private boolean failed;

        Task(String name, Runnable action) {
            this.name = name;
            this.action = action;
        }

        @Override
        public void run() {
            try {
                action.run();
                if (failed) {
                    LOG.warn("can {} again", name);
                }
                failed = false;
            } catch (RuntimeException | Error failure) {
                if (!failed) {
                    LOG.warn("cannot {}, will retry: {}", name, failure.toString());
                }
                failed = true;
            }
        }
    }
}
