package org.executionsession.spring;

import java.time.Duration;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.application.Housekeeping;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** Removes expired data, aborts overdue sessions and purges old results, while the context runs. */
public final class HousekeepingLifecycle implements SmartLifecycle {

    private final ExecutionSessions sessions;
    private final ExecutionSessionsProperties.Housekeeping settings;
    private volatile @Nullable Housekeeping running;

    HousekeepingLifecycle(ExecutionSessions sessions, ExecutionSessionsProperties.Housekeeping settings) {
        this.sessions = sessions;
        this.settings = settings;
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
