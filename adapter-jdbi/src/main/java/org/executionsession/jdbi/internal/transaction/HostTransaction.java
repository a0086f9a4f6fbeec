package org.executionsession.jdbi.internal.transaction;

import java.sql.Connection;
import java.util.List;
import java.util.function.Supplier;
import org.executionsession.jdbi.internal.commit.WriteExecutor;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.commit.WriteResult;
import org.executionsession.jdbi.internal.sql.JdbiSettings;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;

/**
 * Reads and writes in the transaction of a host, which begins and ends it. The isolation level is that of the host. A write that
 * fails is rolled back to a savepoint, so that the host can continue: after an error, PostgreSQL executes no other statement of a
 * transaction.
 */
public final class HostTransaction implements ReadTransactions, WriteExecutor {

    private static final String SAVEPOINT = "execution_session";

    private final Jdbi jdbi;

    /** Takes part in the transaction of a connection. Never closes the connection. */
    public HostTransaction(Connection connection) {
        jdbi = JdbiSettings.apply(Jdbi.create(connection));
        // A handle is closed before the transaction ends.
        jdbi.configure(Handles.class, handles -> handles.setForceEndTransactions(false));
    }

    @Override
    public Handle open() {
        return jdbi.open();
    }

    @Override
    public <T> T streaming(Handle handle, Supplier<T> reading) {
        return reading.get();
    }

    @Override
    public boolean areOfOneMoment() {
        // The isolation level of the host may be read committed.
        return false;
    }

    @Override
    public <T> T snapshot(Handle handle, Supplier<T> reading) {
        return reading.get();
    }

    @Override
    public <I, T> T run(WriteOperation<I, T> write, I input) {
        try (Handle handle = open()) {
            handle.savepoint(SAVEPOINT);
            WriteResult<T> result = apply(write, input, handle);
            if (result.rejection() != null) {
                handle.rollbackToSavepoint(SAVEPOINT);
                throw result.rejection();
            }
            handle.releaseSavepoint(SAVEPOINT);
            return result.value();
        } catch (RuntimeException failure) {
            throw SqlExceptionTranslator.translate(write.action(), failure);
        }
    }

    private static <I, T> WriteResult<T> apply(WriteOperation<I, T> write, I input, Handle handle) {
        try {
            return write.applyAll(handle, List.of(input)).get(0);
        } catch (RuntimeException failure) {
            rollback(handle, failure);
            throw failure;
        }
    }

    /** Rolls back to the savepoint. If that fails too, the second failure is added to the first one. */
    private static void rollback(Handle handle, RuntimeException failure) {
        try {
            handle.rollbackToSavepoint(SAVEPOINT);
        } catch (RuntimeException again) {
            failure.addSuppressed(again);
        }
    }
}
