package org.executionsession.bootstrap;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what is to be done from time to time, one after the other, by one thread. Several servers on one database may each
 * do so.
 */
final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    /** Timeouts are given in minutes. */
    private static final Duration BETWEEN_LOOKS_FOR_OVERDUE_SESSIONS = Duration.ofSeconds(30);

    /** Selections last an hour, and those that were dropped a minute. */
    private static final Duration BETWEEN_PURGES = Duration.ofMinutes(1);

    private static final Duration LONGEST_BETWEEN_FORGETTING = Duration.ofHours(1);

    /** What servers of an older version write meanwhile; queries that need it earlier do it themselves. */
    private static final Duration BETWEEN_FILLING = Duration.ofMinutes(1);

    /** As long as a write waits for a database at most. */
    private static final Duration LONGEST_END = Duration.ofSeconds(20);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(chores -> {
        Thread made = new Thread(chores, "housekeeping");
        made.setDaemon(true);
        return made;
    });
    private volatile boolean ending;

    private Housekeeping() {}

    /** Starts with what is wanted at once, and continues until it is closed. */
    static Housekeeping start(
            HousekeepingOptions options, ExecutionSessions sessions, JdbiExecutionSessionStore store) {
        Housekeeping housekeeping = new Housekeeping();
        housekeeping.repeat(new Chore("fill columns", store::fillColumns), BETWEEN_FILLING);
        if (options.abortOverdueSessions()) {
            housekeeping.repeat(
                    new Chore(
                            "abort overdue sessions",
                            () -> sessions.abortOverdueSessions().abort(housekeeping::shouldContinue)),
                    BETWEEN_LOOKS_FOR_OVERDUE_SESSIONS);
        }
        housekeeping.repeat(
                new Chore(
                        "purge what has expired", () -> sessions.purgeExpired().purge(housekeeping::shouldContinue)),
                BETWEEN_PURGES);
        options.resultRetention()
                .ifPresent(kept -> housekeeping.repeat(
                        new Chore(
                                "forget old results",
                                () -> sessions.purgeResults().purge(kept, housekeeping::shouldContinue)),
                        kept.compareTo(LONGEST_BETWEEN_FORGETTING) < 0 ? kept : LONGEST_BETWEEN_FORGETTING));
        return housekeeping;
    }

    private void repeat(Chore chore, Duration pause) {
        thread.scheduleWithFixedDelay(chore, 0, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean shouldContinue() {
        return !ending;
    }

    /** Ends after the batch in hand. */
    @Override
    public void close() {
        ending = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("housekeeping does not end");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Something that is done again and again, also after a failure, of which the first one in a row is logged. */
    private static final class Chore implements Runnable {

        private final String name;
        private final Runnable action;
        private boolean failed;

        Chore(String name, Runnable action) {
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
                    LOG.warn("cannot {}, and will try again: {}", name, failure.toString());
                }
                failed = true;
            }
        }
    }
}
