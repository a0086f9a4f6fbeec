package org.executionsession.jdbi.internal.transaction;

import org.executionsession.jdbi.internal.commit.WriteExecutor;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.sql.OwnConnections;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;

/** Rejects a write of a thread in a transaction of the application, since another thread would commit the write by itself. */
public record UnboundWrites(WriteExecutor writes, OwnConnections connections) implements WriteExecutor {

    @Override
    public <I, T> T run(WriteOperation<I, T> write, I input) {
        SqlExceptionTranslator.run(write.action(), connections::requireUnbound);
        return writes.run(write, input);
    }

    @Override
    public boolean afterCommit(Runnable action) {
        return writes.afterCommit(action);
    }

    @Override
    public int queued() {
        return writes.queued();
    }
}
