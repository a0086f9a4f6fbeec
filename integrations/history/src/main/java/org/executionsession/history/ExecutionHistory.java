package org.executionsession.history;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import javax.sql.DataSource;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.application.Housekeeping;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.ExecutionRecorder;
import org.jspecify.annotations.Nullable;

/**
 * A recorder of jobs, with its history in a database: the default settings in one line. Build the parts yourself to change others than the
 * retention.
 *
 * <p>It keeps results forever, unless {@link Builder#resultRetention} says how long. Then it purges older ones each minute, also those that
 * other processes have recorded in the same tables.
 *
 * <p>It closes when the JVM ends. Then it waits up to ten seconds until the jobs that still run have ended and all is stored. What runs on is
 * found by another process, or the next one, by its heartbeats.
 */
public final class ExecutionHistory implements AutoCloseable {

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(1);

    private final ExecutionSessions sessions;
    private final ExecutionRecorder recorder;
    private final Housekeeping housekeeping = new Housekeeping();
    private final Thread atExit = new Thread(this::closeAtExit, "execution-sessions-exit");

    private ExecutionHistory(ExecutionSessions sessions, @Nullable Duration resultRetention) {
        this.sessions = sessions;
        this.recorder = ExecutionRecorder.builder(sessions).heartbeat(HEARTBEAT).build();
        if (resultRetention != null) {
            housekeeping.purgeResults(sessions, resultRetention, PURGE_INTERVAL);
        }
        housekeeping.purgeExpired(sessions, PURGE_INTERVAL);
    }

    /**
     * Opens the history in a database, and creates or migrates its tables. Results are kept forever.
     *
     * @param dataSource a pool of connections to H2 or PostgreSQL; not null. The caller closes it, after the history. H2 needs the setting
     *     {@code DB_CLOSE_ON_EXIT=FALSE}, so that it does not close before the history
     * @return the history
     * @throws org.executionsession.domain.exception.StoreUnavailableException if the database cannot be reached
     * @throws IllegalStateException if its tables cannot be used; the message says why
     */
    public static ExecutionHistory open(DataSource dataSource) {
        return builder(dataSource).open();
    }

    /**
     * Starts to build a history in a database.
     *
     * @param dataSource a pool of connections, as for {@link #open}; not null
     * @return a builder with the default settings
     */
    public static Builder builder(DataSource dataSource) {
        return new Builder(requireNonNull(dataSource, "dataSource"));
    }

    /**
     * Returns the recorder.
     *
     * @return never null
     */
    public ExecutionRecorder recorder() {
        return recorder;
    }

    /**
     * Returns the use cases, to read the history.
     *
     * @return never null
     */
    public UseCases sessions() {
        return sessions;
    }

    /** Ends the executions that still run as failed, writes what is queued for up to ten seconds, and ends all threads. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            // The hook is harmless after this.
        }
        closeParts();
    }

    private void closeParts() {
        recorder.close();
        housekeeping.close();
        sessions.close();
    }

    private void closeAtExit() {
        try {
            if (recorder.awaitEnd(EXIT_TIMEOUT)) {
                closeParts();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The settings of a history. */
    public static final class Builder {

        private final DataSource dataSource;
        private @Nullable Duration resultRetention;

        private Builder(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        /**
         * Sets how long results are kept after their last change; by default forever. Older ones are purged,
         * also those that other processes have recorded in the same tables.
         *
         * @param value the time; positive; null to keep all results
         * @return this builder
         * @throws IllegalArgumentException if the time is not positive
         */
        public Builder resultRetention(@Nullable Duration value) {
            if (value != null && (value.isNegative() || value.isZero())) {
                throw new IllegalArgumentException("resultRetention must be positive, but is " + value);
            }
            resultRetention = value;
            return this;
        }

        /**
         * Opens the history, and creates or migrates its tables.
         *
         * @return the history
         * @throws org.executionsession.domain.exception.StoreUnavailableException if the database cannot be reached
         * @throws IllegalStateException if its tables cannot be used; the message says why
         */
        public ExecutionHistory open() {
            JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(dataSource);
            ExecutionHistory history =
                    new ExecutionHistory(ExecutionSessions.builder(store).build(), resultRetention);
            Runtime.getRuntime().addShutdownHook(history.atExit);
            return history;
        }
    }
}
