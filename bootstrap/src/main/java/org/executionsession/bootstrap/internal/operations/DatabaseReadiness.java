package org.executionsession.bootstrap.internal.operations;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.executionsession.http.config.ReadinessCheck;
import org.executionsession.jdbi.JdbiExecutionSessionStore;
import org.executionsession.jdbi.config.CommitListener;

/**
 * Checks whether the database accepts writes. The database is queried at most once a second. A commit in the last second
 * proves the same, so the check needs no connection while writes succeed. After a failed write, a commit or a read
 * is not enough: only a check that writes proves it.
 */
public final class DatabaseReadiness implements ReadinessCheck, AutoCloseable {

    private static final Optional<String> READY = Optional.empty();

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final ExecutorService checks = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "readiness");
        thread.setDaemon(true);
        return thread;
    });

    /** When the last commit succeeded, in nanoseconds; initially longer ago than a second. */
    private volatile long committed = System.nanoTime() - FRESH.toNanos();

    /** The last failure of a write since the last successful check; null if there was none. */
    private final AtomicReference<Failure> failed = new AtomicReference<>();

    private volatile JdbiExecutionSessionStore store;

    private long checkedAt;
    private CompletableFuture<Optional<String>> pending;
    private CompletableFuture<Optional<String>> pendingOrTimeout;

    /** A failure. It has no equals method, so that two failures with the same condition differ. */
    private static final class Failure {
        private final Condition condition;

        Failure(Condition condition) {
            this.condition = condition;
        }
    }

    /** Returns a listener that notes commits and passes them to the metrics. */
    public CommitListener commitListener(Metrics metrics) {
        return new CommitListener() {
            @Override
            public void committed(int writes, long nanos) {
                // Keeps a failure: a commit that changed no row succeeds on a full disk, too. Only the check clears it.
                committed = System.nanoTime();
                metrics.committed(writes, nanos);
            }

            @Override
            public void failed(Condition condition) {
                // A lock conflict does not prevent other writes.
                if (condition != Condition.LOCKED) {
                    failed.set(new Failure(condition));
                }
            }
        };
    }

    /** Sets the store to check; until then, the server is not ready. */
    public void setStore(JdbiExecutionSessionStore opened) {
        store = opened;
    }

    @Override
    public synchronized CompletionStage<Optional<String>> check() {
        long now = System.nanoTime();
        if (failed.get() == null && now - committed < FRESH.toNanos()) {
            return CompletableFuture.completedFuture(READY);
        }
        if (pending == null || pending.isDone() && now - checkedAt >= FRESH.toNanos()) {
            checkedAt = now;
            pending = CompletableFuture.supplyAsync(this::checkDatabase, checks);
            pendingOrTimeout =
                    pending.copy().completeOnTimeout(unavailable(), TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        }
        return pendingOrTimeout.minimalCompletionStage();
    }

    @Override
    public void close() {
        checks.shutdownNow();
    }

    private Optional<String> checkDatabase() {
        JdbiExecutionSessionStore opened = store;
        if (opened == null) {
            return unavailable();
        }
        try {
            Failure before = failed.get();
            if (before == null) {
                opened.checkPrivileges();
                return READY;
            }
            opened.checkWrite();
            // A failure after the start of the check must not be cleared.
            failed.compareAndSet(before, null);
            return Optional.ofNullable(failed.get()).map(since -> since.condition.text());
        } catch (StoreUnavailableException failure) {
            return Optional.of(failure.condition().text());
        } catch (RuntimeException failure) {
            return unavailable();
        }
    }

    private Optional<String> unavailable() {
        Failure last = failed.get();
        return Optional.of((last == null ? Condition.UNREACHABLE : last.condition).text());
    }
}
