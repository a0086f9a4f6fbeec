package org.executionsession.jdbi.internal.transaction;

import java.sql.Connection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.jdbi.internal.commit.CommitSignal;
import org.executionsession.jdbi.internal.commit.RecordedChanges;
import org.executionsession.jdbi.internal.commit.SavepointWrites;
import org.executionsession.jdbi.internal.commit.WriteExecutor;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.sql.JdbiSettings;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.TableNames;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Handles;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reads and writes in the transaction of a host, which begins and ends it. The isolation level is that of the host. */
public final class HostTransaction implements ReadTransactions, WriteExecutor {

    private final Jdbi jdbi;
    private final @Nullable Consumer<Runnable> afterCommit;
    private final CommitSignal signal;

    private HostTransaction(
            Jdbi jdbi, TableNames names, @Nullable Consumer<Runnable> afterCommit, CommitSignal signal) {
        this.jdbi = JdbiSettings.apply(jdbi, names);
        this.signal = signal;
        RecordedChanges.prepare(jdbi);
        this.afterCommit = afterCommit;
        // A handle is closed before the transaction ends.
        jdbi.configure(Handles.class, handles -> handles.setForceEndTransactions(false));
    }

    /**
     * Takes part in the transaction of a connection, which is never closed.
     *
     * @param afterCommit registers an action for the time after the commit; null if the host does not tell when it commits
     * @param signal is told of the changes after the commit
     */
    public static HostTransaction of(
            Connection connection, TableNames names, @Nullable Consumer<Runnable> afterCommit, CommitSignal signal) {
        return new HostTransaction(Jdbi.create(new HostConnection(connection)), names, afterCommit, signal);
    }

    /** Takes part in the transactions to which a pool binds its connections. These are closed, but not what they are bound to. */
    static HostTransaction ofBound(
            ConnectionFactory pool, TableNames names, Consumer<Runnable> afterCommit, CommitSignal signal) {
        return new HostTransaction(Jdbi.create(pool), names, afterCommit, signal);
    }

    @Override
    public Handle open() {
        return jdbi.open();
    }

    /** Runs it in another thread, since the data source may bind the connections of this one. */
    @Override
    public void runOutside(Runnable action) {
        try {
            CompletableFuture.runAsync(action).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw failure;
        }
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
            return SavepointWrites.apply(write, input, handle, this::signalAfterCommit);
        } catch (RuntimeException failure) {
            throw SqlExceptionTranslator.translate(write.action(), failure);
        }
    }

    /** Without a listener, the host need not remember an action for each write. */
    private void signalAfterCommit(List<EntityChange> changes) {
        if (!signal.isEmpty()) {
            afterCommit(() -> signal.committed(changes));
        }
    }

    @Override
    public boolean afterCommit(Runnable action) {
        if (afterCommit == null) {
            return false;
        }
        afterCommit.accept(action);
        return true;
    }

    @Override
    public int queued() {
        return 0;
    }

    /** Returns whether this object has opened a handle. */
    boolean hasOpened(Handle handle) {
        return handle.getJdbi() == jdbi;
    }
}
