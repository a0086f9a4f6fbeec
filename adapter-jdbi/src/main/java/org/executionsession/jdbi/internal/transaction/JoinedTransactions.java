package org.executionsession.jdbi.internal.transaction;

import java.sql.SQLException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.executionsession.jdbi.config.HostTransactions;
import org.executionsession.jdbi.internal.commit.CommitSignal;
import org.executionsession.jdbi.internal.commit.WriteExecutor;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.sql.OwnConnections;
import org.executionsession.jdbi.internal.sql.PoolException;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.TableNames;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;

/**
 * Takes part in the transaction of the calling thread, if the data source binds connections to it. Otherwise it uses transactions of
 * the store.
 */
public final class JoinedTransactions implements ReadTransactions, WriteExecutor {

    private final HostTransactions host;
    private final OwnConnections connections;
    private final HostTransaction joined;
    private final ReadTransactions ownReads;
    private final WriteExecutor ownWrites;

    public JoinedTransactions(
            HostTransactions host,
            DataSource dataSource,
            OwnConnections connections,
            TableNames names,
            CommitSignal signal,
            ReadTransactions ownReads,
            WriteExecutor ownWrites) {
        this.host = host;
        this.connections = connections;
        this.ownReads = ownReads;
        this.ownWrites = ownWrites;
        joined = HostTransaction.ofBound(() -> PoolException.connection(dataSource), names, host::afterCommit, signal);
    }

    /** Returns whether the calling thread is in a transaction to which connections are bound. Its connection is at hand, so this is cheap. */
    private boolean isJoined() {
        if (!host.isActive()) {
            return false;
        }
        return SqlExceptionTranslator.translate("be reached", () -> {
            try (Handle handle = joined.open()) {
                return connections.isBound(handle.getConnection());
            } catch (SQLException failure) {
                throw new ConnectionException(failure);
            }
        });
    }

    private ReadTransactions reads(Handle handle) {
        return joined.hasOpened(handle) ? joined : ownReads;
    }

    @Override
    public Handle open() {
        return isJoined() ? joined.open() : ownReads.open();
    }

    @Override
    public void runOutside(Runnable action) {
        (isJoined() ? joined : ownReads).runOutside(action);
    }

    @Override
    public <T> T streaming(Handle handle, Supplier<T> reading) {
        return reads(handle).streaming(handle, reading);
    }

    @Override
    public boolean areOfOneMoment() {
        return !host.isActive() && ownReads.areOfOneMoment();
    }

    @Override
    public <T> T snapshot(Handle handle, Supplier<T> reading) {
        return reads(handle).snapshot(handle, reading);
    }

    @Override
    public <I, T> T run(WriteOperation<I, T> write, I input) {
        return (isJoined() ? joined : ownWrites).run(write, input);
    }

    @Override
    public boolean afterCommit(Runnable action) {
        return (isJoined() ? joined : ownWrites).afterCommit(action);
    }

    @Override
    public int queued() {
        return ownWrites.queued();
    }
}
