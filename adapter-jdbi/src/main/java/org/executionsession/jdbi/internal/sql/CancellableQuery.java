package org.executionsession.jdbi.internal.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.executionsession.domain.query.CancellationSignal;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementCustomizer;

/**
 * A query that is cancelled in the database when its caller cancels it, or when the next row takes longer than a
 * timeout. The time that the consumer takes for a row does not count. It needs no thread of its own, because it uses
 * the timer thread of {@link CompletableFuture}.
 */
public final class CancellableQuery implements AutoCloseable {

    /**
     * A cancellation before the statement runs has no effect, so it is repeated in this interval until the read ends.
     */
    private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);

    private final Canceller canceller;
    private final QueryTimeout timeout;
    private final CancellationSignal.Registration registration;

    /** Guarded by this object. Null before the statement runs, and once it is closed. */
    private PreparedStatement statement;

    private volatile boolean working = true;
    private volatile long since = System.nanoTime();
    private volatile boolean cancelled;
    private volatile boolean timedOut;
    private boolean ended;
    private CompletableFuture<Void> timer;

    private CancellableQuery(Canceller canceller, QueryTimeout timeout, CancellationSignal signal) {
        this.canceller = canceller;
        this.timeout = timeout;
        timeout.checkBefore();
        registration = signal.onCancel(() -> {
            cancelled = true;
            scheduleCheck(Duration.ZERO);
        });
        scheduleFirstCheck();
    }

    /** The signal can have scheduled one already. */
    private synchronized void scheduleFirstCheck() {
        if (timer == null) {
            scheduleCheck(timeout.left());
        }
    }

    /** Cancels a statement that another thread runs. */
    @FunctionalInterface
    public interface Canceller {
        void cancel(PreparedStatement running) throws SQLException;
    }

    /**
     * Starts the timeout of a query before it runs.
     *
     * @param timeout the maximum time until the next row
     */
    public static CancellableQuery of(
            Query query, Canceller canceller, QueryTimeout timeout, CancellationSignal signal) {
        CancellableQuery read = new CancellableQuery(canceller, timeout, signal);
        query.addCustomizer(new StatementCustomizer() {
            @Override
            public void beforeExecution(PreparedStatement prepared, StatementContext context) {
                read.set(prepared);
                // A connection pool takes a connection for broken if a closed statement is cancelled. What is
                // added last is cleaned up first, so before the statement is closed.
                context.addCleanable(() -> read.set(null));
            }
        });
        return read;
    }

    /**
     * Passes each matching row to a consumer until the consumer returns false. The time to find the next matching row
     * counts towards the timeout, including the time for rows that do not match.
     */
    public <E> void forEach(Iterator<E> rows, Predicate<? super E> filter, Predicate<? super E> consumer) {
        boolean more = true;
        while (more && rows.hasNext()) {
            E row = rows.next();
            throwIfCancelled(null);
            if (filter.test(row)) {
                working = false;
                timeout.useSince(since);
                more = consumer.test(row);
                since = System.nanoTime();
                working = true;
            }
        }
        throwIfCancelled(null);
    }

    /**
     * Returns the exception to throw for a failed statement. Throws another exception if this object cancelled the
     * statement.
     */
    public RuntimeException translate(JdbiException failure) {
        throwIfCancelled(failure);
        return failure;
    }

    private void throwIfCancelled(JdbiException failure) {
        if (cancelled) {
            CancellationException cancellation = new CancellationException("the read was cancelled");
            cancellation.initCause(failure);
            throw cancellation;
        }
        if (timedOut) {
            throw timeout.exceeded(failure);
        }
    }

    private synchronized void scheduleCheck(Duration pause) {
        if (ended) {
            return;
        }
        if (timer != null) {
            timer.complete(null);
        }
        timer = new CompletableFuture<Void>().orTimeout(pause.toNanos(), TimeUnit.NANOSECONDS);
        timer.whenCompleteAsync((nothing, end) -> {
            if (end instanceof TimeoutException) {
                check();
            }
        });
    }

    private void check() {
        long left = timeout.left().toNanos() - (working ? System.nanoTime() - since : 0);
        if (!cancelled && left > 0) {
            scheduleCheck(Duration.ofNanos(left));
            return;
        }
        timedOut = timedOut || !cancelled;
        cancel();
        scheduleCheck(RETRY_INTERVAL);
    }

    private synchronized void set(PreparedStatement running) {
        statement = running;
    }

    /** Cancels the statement, unless it has ended: then it would cancel the next statement of the connection. */
    private synchronized void cancel() {
        if (ended || statement == null) {
            return;
        }
        try {
            canceller.cancel(statement);
        } catch (SQLException | JdbiException failure) {
            // The next check tries again. If the database is unreachable, the read itself fails.
        }
    }

    @Override
    public void close() {
        registration.close();
        timeout.useSince(since);
        synchronized (this) {
            ended = true;
            timer.complete(null);
        }
    }
}
