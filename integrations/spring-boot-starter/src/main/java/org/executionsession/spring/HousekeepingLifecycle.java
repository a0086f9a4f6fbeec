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
    private volatile @Nullable Housekeeping runningTasks;

    HousekeepingLifecycle(
            ExecutionSessions sessions, ExecutionSessionsProperties.Housekeeping settings, boolean executesTasks) {
        this.sessions = sessions;
        this.settings = settings;
        this.executesTasks = executesTasks;
    }

    @Override
    public void start() {
        Duration interval = settings.interval();
        if (interval.isNegative() || interval.isZero()) {
            throw new InvalidConfigurationException(
                    "The property execution-sessions.housekeeping.interval must be positive: " + interval,
                    "Correct the property execution-sessions.housekeeping.interval.");
        }
        Housekeeping started = new Housekeeping();
        if (settings.abortOverdueSessions()) {
            started.abortOverdueSessions(sessions, interval);
        }
        Duration retention = settings.resultRetention();
        if (retention != null) {
            started.purgeResults(sessions, retention, interval);
        }
        started.purgeExpired(sessions, interval);
        running = started;
        if (executesTasks) {
            // In a thread of its own: another task must not delay the renewal of leases.
            Housekeeping runs = new Housekeeping();
            runs.advanceTaskRuns(sessions, RUN_INTERVAL);
            runningTasks = runs;
        }
    }

    @Override
    public void stop() {
        close(runningTasks);
        close(running);
        runningTasks = null;
        running = null;
    }

    private static void close(@Nullable Housekeeping stopped) {
        if (stopped != null) {
            stopped.close();
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }
}
