package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.executionsession.domain.port.inbound.AbortOverdueSessions;
import org.executionsession.domain.port.inbound.AdvanceTaskRuns;
import org.executionsession.domain.port.inbound.PurgeExpired;
import org.executionsession.domain.port.inbound.PurgeResults;
import org.executionsession.domain.port.inbound.UseCases;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs periodic tasks, one at a time, in one daemon thread: for example the ports {@link AbortOverdueSessions},
 * {@link PurgeResults} and {@link PurgeExpired}. Several processes on one database may each run them. The thread starts with
 * the first task. A task that fails is repeated like the others, and does not stop them. It is thread-safe.
 */
public final class Housekeeping implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    /** Longer than a write waits for the database. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(tasks -> {
        Thread created = new Thread(tasks, "execution-sessions-housekeeping");
        created.setDaemon(true);
        return created;
    });

    /** Creates an instance without tasks. */
    public Housekeeping() {
        // The tasks are added later, since they can ask this object whether they should continue.
    }

    /**
     * Runs a task at once, and then again after each pause, until this object is closed. If the task fails, the first of consecutive
     * failures of each class is logged as a warning, and so is the next success.
     *
     * @param name what the task does, for the log, such as "purge old results"; not null
     * @param pause the time between the end of one run and the start of the next; positive; not null
     * @param task a task that ends soon after {@link #shouldContinue()} is false; not null
     * @throws IllegalArgumentException if the pause is not positive
     * @throws IllegalStateException if this object is closed
     */
    public void repeat(String name, Duration pause, Runnable task) {
        requireNonNull(name, "name");
        requireNonNull(pause, "pause");
        requireNonNull(task, "task");
        if (pause.isNegative() || pause.isZero()) {
            throw new IllegalArgumentException("the pause of the task \"" + name + "\" must be positive: " + pause);
        }
        try {
            thread.scheduleWithFixedDelay(
                    new Task(name, task), 0, TimeUnit.NANOSECONDS.convert(pause), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException rejection) {
            throw new IllegalStateException(
                    "the task \"" + name + "\" cannot start: housekeeping is closed", rejection);
        }
    }

    /**
     * Aborts sessions that exceed the timeout of their task, as {@link #repeat} repeats it.
     *
     * @param sessions the use cases; not null
     * @param pause as for {@link #repeat}
     */
    public void abortOverdueSessions(UseCases sessions, Duration pause) {
        AbortOverdueSessions port = sessions.abortOverdueSessions();
        repeat("abort overdue sessions", pause, () -> port.abort(this::shouldContinue));
    }

    /**
     * Purges old results, as {@link #repeat} repeats it.
     *
     * @param sessions the use cases; not null
     * @param retention how long results are kept after their last change; not null
     * @param pause as for {@link #repeat}
     */
    public void purgeResults(UseCases sessions, Duration retention, Duration pause) {
        PurgeResults port = sessions.purgeResults();
        requireNonNull(retention, "retention");
        repeat("purge old results", pause, () -> port.purge(retention, this::shouldContinue));
    }

    /**
     * Purges what has expired, such as selections and idempotency keys, as {@link #repeat} repeats it.
     *
     * @param sessions the use cases; not null
     * @param pause as for {@link #repeat}
     */
    public void purgeExpired(UseCases sessions, Duration pause) {
        PurgeExpired port = sessions.purgeExpired();
        repeat("purge expired rows", pause, () -> port.purge(this::shouldContinue));
    }

    /**
     * Advances the runs of tasks, as {@link #repeat} repeats it. Use an object of its own for this: another task must not delay the renewal
     * of leases.
     *
     * @param sessions the use cases; not null
     * @param pause as for {@link #repeat}
     */
    public void advanceTaskRuns(UseCases sessions, Duration pause) {
        AdvanceTaskRuns port = sessions.advanceTaskRuns();
        repeat("advance the runs of tasks", pause, () -> port.advance(this::shouldContinue));
    }

    /**
     * Returns whether a task should begin its next batch.
     *
     * @return false once this object is closed
     */
    public boolean shouldContinue() {
        return !thread.isShutdown();
    }

    /**
     * Ends the repetition, and waits up to twenty seconds for the end of the running task. The thread is not interrupted. A second
     * call has no further effect.
     */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("housekeeping did not stop within {}", CLOSE_TIMEOUT);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether the shutdown hooks run, in no defined order: that of H2 may close a database before this object is closed. */
    private static boolean isJvmEnding() {
        Thread hook = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            Runtime.getRuntime().removeShutdownHook(hook);
            return false;
        } catch (IllegalStateException ending) {
            return true;
        }
    }

    /** A periodic task. An exception would end its repetition. */
    private final class Task implements Runnable {

        private final String name;
        private final Runnable action;

        /** The classes of the failures since the last success: an outage is logged once, and another failure in it too. */
        private final Set<Class<?>> failures = new HashSet<>();

        Task(String name, Runnable action) {
            this.name = name;
            this.action = action;
        }

        @Override
        public void run() {
            try {
                action.run();
                if (!failures.isEmpty()) {
                    LOG.warn("the task \"{}\" succeeds again", name);
                    failures.clear();
                }
                // Also a checked exception, which languages without them can throw.
            } catch (Throwable failure) {
                // While everything is being closed, the database may be closed first.
                if (shouldContinue() && !isJvmEnding() && failures.add(failure.getClass())) {
                    // With the failure itself if it is an error, because a log can react to one, such as to a lack of
                    // memory.
                    LOG.warn(
                            "the task \"{}\" failed and will be repeated: {}",
                            name,
                            failure.toString(),
                            failure instanceof Error ? failure : null);
                }
            }
        }
    }
}
