package org.executionsession.bootstrap;

import java.time.Duration;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.application.Housekeeping;
import org.executionsession.bootstrap.internal.operations.Metrics;
import org.executionsession.jdbi.JdbiExecutionSessionStore;

/** Chooses the periodic tasks of the server, and their pauses. Several servers on one database may each run them. */
final class PeriodicTasks {

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

    /** A run whose end this process stores is advanced at once; this finds those of other processes, and what is due. */
    private static final Duration RUN_INTERVAL = Duration.ofSeconds(1);

    private static final Duration RUN_COUNT_INTERVAL = Duration.ofSeconds(10);

    private PeriodicTasks() {}

    /** Runs each task at once, and then periodically until the returned object is closed. */
    static Housekeeping start(
            HousekeepingOptions options, ExecutionSessions sessions, JdbiExecutionSessionStore store) {
        Housekeeping housekeeping = new Housekeeping();
        housekeeping.repeat("backfill columns", BACKFILL_INTERVAL, store::backfillColumns);
        if (options.abortOverdueSessions()) {
            housekeeping.abortOverdueSessions(sessions, ABORT_INTERVAL);
        }
        housekeeping.purgeExpired(sessions, EXPIRY_INTERVAL);
        options.resultRetention()
                .ifPresent(kept -> housekeeping.purgeResults(
                        sessions, kept, kept.compareTo(MAX_RETENTION_INTERVAL) < 0 ? kept : MAX_RETENTION_INTERVAL));
        return housekeeping;
    }

    /** Advances the runs of tasks, in a thread of their own: another task must not delay the renewal of their leases. */
    static Housekeeping startRuns(ExecutionSessions sessions, JdbiExecutionSessionStore store, Metrics metrics) {
        Housekeeping housekeeping = new Housekeeping();
        housekeeping.advanceTaskRuns(sessions, RUN_INTERVAL);
        housekeeping.repeat(
                "count the runs of tasks",
                RUN_COUNT_INTERVAL,
                () -> metrics.setTaskRuns(store.taskRuns().count()));
        return housekeeping;
    }
}
