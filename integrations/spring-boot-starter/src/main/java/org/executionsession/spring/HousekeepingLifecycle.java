package org.executionsession.spring;

import java.time.Duration;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.application.Housekeeping;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Removes expired data, aborts overdue sessions, purges old results and advances the runs of tasks, while the context runs. */
public final class HousekeepingLifecycle implements SmartLifecycle {

    /** A run whose end this process stores is advanced at once; this finds those of other processes, and what is due. */
    private static final Duration RUN_INTERVAL = Duration.ofSeconds(1);

    private final ExecutionSessions sessions;
    private final ExecutionSessionsProperties.Housekeeping settings;
    private final boolean executesTasks;
    private volatile @Nullable Housekeeping running;

    HousekeepingLifecycle(
            ExecutionSessions sessions, ExecutionSessionsProperties.Housekeeping settings, boolean executesTasks) {
        this.sessions = sessions;
        this.settings = settings;
        this.executesTasks = executesTasks;
    }

    @Override
    public void start() {
        Housekeeping started = new Housekeeping();
        Duration interval = settings.interval();
        if (settings.abortOverdueSessions()) {
            started.repeat(
                    "abort overdue sessions",
                    interval,
                    () -> sessions.abortOverdueSessions().abort(started::shouldContinue));
        }
        Duration retention = settings.resultRetention();
        if (retention != null) {
            started.repeat(
                    "purge old results",
                    interval,
                    () -> sessions.purgeResults().purge(retention, started::shouldContinue));
        }
        if (executesTasks) {
            started.repeat(
                    "advance the runs of tasks",
                    RUN_INTERVAL,
                    () -> sessions.advanceTaskRuns().advance(started::shouldContinue));
        }
        started.repeat(
                "purge expired rows", interval, () -> sessions.purgeExpired().purge(started::shouldContinue));
        running = started;
    }

    @Override
    public void stop() {
        Housekeeping stopped = running;
        running = null;
        if (stopped != null) {
            stopped.close();
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
