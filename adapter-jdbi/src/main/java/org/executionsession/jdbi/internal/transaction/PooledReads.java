package org.executionsession.jdbi.internal.transaction;

import java.util.function.Supplier;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Reads on connections of the data source, each read in a transaction of its own. */
public record PooledReads(Jdbi jdbi, Dialect dialect) implements ReadTransactions {

    @Override
    public Handle open() {
        return jdbi.open();
    }

    @Override
    public void runOutside(Runnable action) {
        action.run();
    }

    @Override
    public <T> T streaming(Handle handle, Supplier<T> reading) {
        return dialect.streaming(handle, reading);
    }

    @Override
    public boolean areOfOneMoment() {
        return true;
    }

    @Override
    public <T> T snapshot(Handle handle, Supplier<T> reading) {
        return dialect.snapshot(handle, reading);
    }
}
