package org.executionsession.jdbi.internal.transaction;

import java.sql.Connection;
import java.util.function.Supplier;
import org.executionsession.jdbi.internal.commit.SavepointWrites;
import org.executionsession.jdbi.internal.commit.WriteExecutor;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.sql.JdbiSettings;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;

/** Reads and writes in the transaction of a host, which begins and ends it. The isolation level is that of the host. */
public final class HostTransaction implements ReadTransactions, WriteExecutor {

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
            return SavepointWrites.apply(write, input, handle);
        } catch (RuntimeException failure) {
            throw SqlExceptionTranslator.translate(write.action(), failure);
        }
    }

    @Override
    public int queued() {
        return 0;
    }
}
