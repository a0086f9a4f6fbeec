package org.executionsession.history;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import javax.sql.DataSource;
import org.executionsession.application.ExecutionSessions;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.recorder.ExecutionRecorder;

/**
 * A recorder of jobs, with its history in a database: the default settings in one line. Build the parts yourself to change them.
 *
 * <p>It closes when the JVM ends. Then it waits up to ten seconds until the jobs that still run have ended and all is stored. What runs on is
 * found by another process, or the next one, by its heartbeats.
 */
public final class ExecutionHistory implements AutoCloseable {

    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(10);

    private final ExecutionSessions sessions;
    private final ExecutionRecorder recorder;
    private final Thread atExit = new Thread(this::closeAtExit, "execution-sessions-exit");

    private ExecutionHistory(ExecutionSessions sessions) {
        this.sessions = sessions;
        this.recorder = ExecutionRecorder.builder(sessions).heartbeat(HEARTBEAT).build();
    }

    /**
     * Opens the history in a database, and creates or migrates its tables.
     *
     * @param dataSource a pool of connections to H2 or PostgreSQL; not null. The caller closes it, after the history. H2 needs the setting
     *     {@code DB_CLOSE_ON_EXIT=FALSE}, so that it does not close before the history
     * @return the history
     * @throws org.executionsession.domain.exception.StoreUnavailableException if the database cannot be reached
     * @throws IllegalStateException if its tables cannot be used; the message says why
     */
    public static ExecutionHistory open(DataSource dataSource) {
        JdbiExecutionSessionStore store = JdbiExecutionSessionStore.open(requireNonNull(dataSource, "dataSource"));
        ExecutionHistory history =
                new ExecutionHistory(ExecutionSessions.builder(store).build());
        Runtime.getRuntime().addShutdownHook(history.atExit);
        return history;
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
        recorder.close();
        sessions.close();
    }

    private void closeAtExit() {
        try {
            if (recorder.awaitEnd(EXIT_TIMEOUT)) {
                recorder.close();
                sessions.close();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
