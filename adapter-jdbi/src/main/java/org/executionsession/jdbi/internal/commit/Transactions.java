package org.executionsession.jdbi.internal.commit;

import java.util.function.Function;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Runs the store's own transactions, which do not go through the group commit of the callers' writes. */
public final class Transactions {

    private static final int ATTEMPTS = 5;

    private final Jdbi jdbi;
    private final Dialect dialect;

    public Transactions(Jdbi jdbi, Dialect dialect) {
        this.jdbi = jdbi;
        this.dialect = dialect;
    }

    /**
     * Runs an action in a transaction and makes the commit durable. Retries up to four times after a unique violation, since
     * another transaction may have inserted the row first, and after a deadlock.
     */
    public <T> T run(Function<Handle, T> action) {
        JdbiException last = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                return runOnce(action);
            } catch (JdbiException failure) {
                if (!SqlExceptionTranslator.isDeadlock(failure) && !SqlExceptionTranslator.isUniqueViolation(failure)) {
                    throw failure;
                }
                last = failure;
            }
        }
        throw last;
    }

    private <T> T runOnce(Function<Handle, T> action) {
        try (Handle handle = jdbi.open()) {
            handle.begin();
            T outcome;
            try {
                dialect.afterBegin(handle);
                outcome = action.apply(handle);
                handle.commit();
            } catch (RuntimeException | Error failure) {
                rollback(handle, failure);
                throw failure;
            }
            dialect.afterCommit(handle);
            return outcome;
        }
    }

    /** Rolls back after a failure. If that fails too, the second failure is added to the first one. */
    static void rollback(Handle handle, Throwable failure) {
        try {
            handle.rollback();
        } catch (RuntimeException again) {
            failure.addSuppressed(again);
        }
    }
}
