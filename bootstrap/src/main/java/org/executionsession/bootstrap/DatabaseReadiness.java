package org.executionsession.bootstrap;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.executionsession.http.ExecutionSessionHttpServer.Readiness;

/**
 * Tells whether the database answers. It is asked at most once a second, however often this is; and not at all while it
 * commits, which says the same. So the check cannot fail for want of a connection while all are at work.
 */
final class DatabaseReadiness implements Readiness, AutoCloseable {

    private static final Optional<String> READY = Optional.empty();
    private static final Optional<String> AWAY = Optional.of("the database does not answer");

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final DataSource dataSource;
    private final ExecutorService asking = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "readiness");
        thread.setDaemon(true);
        return thread;
    });

    /** A time that is none: long ago. */
    private volatile long committed = System.nanoTime() - FRESH.toNanos();

    private long asked;
    private CompletableFuture<Optional<String>> question;
    private CompletableFuture<Optional<String>> answer;

    DatabaseReadiness(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The database has committed something just now. */
    void committed() {
        committed = System.nanoTime();
    }

    @Override
    public synchronized CompletionStage<Optional<String>> check() {
        long now = System.nanoTime();
        if (now - committed < FRESH.toNanos()) {
            return CompletableFuture.completedFuture(READY);
        }
        if (question == null || question.isDone() && now - asked >= FRESH.toNanos()) {
            asked = now;
            question = CompletableFuture.supplyAsync(this::ask, asking);
            answer = question.copy().completeOnTimeout(AWAY, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
        return answer.minimalCompletionStage();
    }

    @Override
    public void close() {
        asking.shutdownNow();
    }

    private Optional<String> ask() {
        try (Connection connection = dataSource.getConnection()) {
            return connection.isValid((int) PATIENCE.toSeconds()) ? READY : AWAY;
        } catch (SQLException away) {
            return AWAY;
        }
    }
}
