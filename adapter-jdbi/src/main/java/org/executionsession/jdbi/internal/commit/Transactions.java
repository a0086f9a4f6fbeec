package org.executionsession.jdbi.internal.commit;

import java.util.function.Function;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** Transactions of the store's own housekeeping, which share none with what callers write. */
public final class Transactions {

    private static final int TRIES = 5;

    private final Jdbi jdbi;
    private final Dialect dialect;

    public Transactions(Jdbi jdbi, Dialect dialect) {
        this.jdbi = jdbi;
        this.dialect = dialect;
    }

    /** Runs an action and makes its outcome durable; it is done again when others were faster or a deadlock undid it. */
    public <T> T run(Function<Handle, T> action) {
        JdbiException last = null;
        for (int attempt = 0; attempt < TRIES; attempt++) {
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
                dialect.begun(handle);
                outcome = action.apply(handle);
                handle.commit();
            } catch (RuntimeException | Error failure) {
                rollback(handle, failure);
                throw failure;
            }
            dialect.committed(handle);
            return outcome;
        }
    }

    private static void rollback(Handle handle, Throwable failure) {
        try {
            handle.rollback();
        } catch (RuntimeException again) {
            failure.addSuppressed(again);
        }
    }
}
