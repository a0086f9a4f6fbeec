package org.executionsession.jdbi.internal.commit;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Predicate;
import org.executionsession.jdbi.config.Durability;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;

/**
 * Runs transactions, and retries those that the database rolls back because of other transactions. {@link #run} is for the
 * store's own transactions, which do not go through the group commit of the callers' writes.
 */
public final class Transactions {

    /** More than two, since two transactions that retry at the same time can deadlock again. */
    static final int ATTEMPTS = 5;

    private final Jdbi jdbi;
    private final Dialect dialect;

    public Transactions(Jdbi jdbi, Dialect dialect) {
        this.jdbi = jdbi;
        this.dialect = dialect;
    }

    /** The content of a transaction; it runs once for each attempt. */
    interface Action<T> {

        /**
         * Runs the action.
         *
         * @param mayRetry whether another attempt follows if the action throws a retryable failure
         */
        T run(boolean mayRetry);
    }

    /**
     * Runs an action in a transaction and makes the commit durable. Retries up to four times after a unique violation, since
     * another transaction may have inserted the row first, and after a deadlock.
     */
    public <T> T run(Function<Handle, T> action) {
        try (Handle handle = jdbi.open()) {
            T result = commit(handle, null, Transactions::isOfAnotherTransaction, mayRetry -> action.apply(handle));
            dialect.afterCommit(handle, Durability.FSYNC);
            return result;
        }
    }

    private static boolean isOfAnotherTransaction(Throwable failure) {
        return SqlExceptionTranslator.isDeadlock(failure)
                || failure instanceof JdbiException statement && SqlExceptionTranslator.isUniqueViolation(statement);
    }

    /**
     * Commits an action in a transaction on a handle. After a retryable failure, it rolls back and retries up to four times; in
     * between, the other transactions of a deadlock can finish. It does not call {@link Dialect#afterCommit}.
     *
     * @param lockTimeout how long a statement waits for locks; null for the timeout of the connection
     */
    <T> T commit(Handle handle, @Nullable Duration lockTimeout, Predicate<Throwable> retryable, Action<T> action) {
        if (lockTimeout == null) {
            return commit(handle, retryable, () -> dialect.afterBegin(handle), action);
        }
        T result;
        try {
            result = commit(handle, retryable, () -> dialect.afterBegin(handle, lockTimeout), action);
        } catch (RuntimeException | Error failure) {
            try {
                dialect.restoreLockTimeout(handle);
            } catch (RuntimeException broken) {
                failure.addSuppressed(broken);
            }
            throw failure;
        }
        dialect.restoreLockTimeout(handle);
        return result;
    }

    private <T> T commit(Handle handle, Predicate<Throwable> retryable, Runnable afterBegin, Action<T> action) {
        for (int attempt = 1; ; attempt++) {
            boolean mayRetry = attempt < ATTEMPTS;
            handle.begin();
            try {
                afterBegin.run();
                T result = action.run(mayRetry);
                handle.commit();
                return result;
            } catch (RuntimeException | Error failure) {
                rollback(handle, failure);
                if (!mayRetry || !retryable.test(failure)) {
                    throw failure;
                }
            }
        }
    }

    /** Rolls back after a failure. If that fails too, the second failure is added to the first one. */
    private void rollback(Handle handle, Throwable failure) {
        try {
            dialect.closeIfFailed(handle.getConnection());
            handle.rollback();
        } catch (RuntimeException | SQLException again) {
            failure.addSuppressed(again);
        }
    }
}
