package org.executionsession.spring;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.executionsession.application.ExecutionSessions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Removes expired data, aborts overdue sessions and purges old results, while the context runs. */
public final class HousekeepingLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(HousekeepingLifecycle.class);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final ExecutionSessions sessions;
    private final ExecutionSessionsProperties.Housekeeping settings;
    private volatile @Nullable ScheduledExecutorService timer;

    HousekeepingLifecycle(ExecutionSessions sessions, ExecutionSessionsProperties.Housekeeping settings) {
        this.sessions = sessions;
        this.settings = settings;
    }

    @Override
    public void start() {
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "execution-sessions-housekeeping");
            thread.setDaemon(true);
            return thread;
        });
        timer = started;
        started.scheduleWithFixedDelay(
                () -> run(started), 0, settings.interval().toNanos(), TimeUnit.NANOSECONDS);
    }

    /** An exception would end the repetition. */
    private void run(ScheduledExecutorService running) {
        try {
            if (settings.abortOverdueSessions()) {
                sessions.abortOverdueSessions().abort(() -> !running.isShutdown());
            }
            if (settings.resultRetention() != null) {
                sessions.purgeResults().purge(settings.resultRetention(), () -> !running.isShutdown());
            }
            sessions.purgeExpired().purge(() -> !running.isShutdown());
        } catch (RuntimeException failure) {
            LOG.warn("the housekeeping of execution sessions has failed; the next run tries again", failure);
        }
    }

    @Override
    public void stop() {
        ScheduledExecutorService running = timer;
        timer = null;
        if (running != null) {
            running.shutdown();
            try {
                if (!running.awaitTermination(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                    LOG.warn("the housekeeping of execution sessions did not end within {}", STOP_TIMEOUT);
                }
            } catch (InterruptedException interruption) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return timer != null;
    }
}
