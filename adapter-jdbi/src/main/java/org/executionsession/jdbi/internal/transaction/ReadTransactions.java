package org.executionsession.jdbi.internal.transaction;

import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/** Opens handles for reading, and the transactions of reads. */
public interface ReadTransactions {

    /** Opens a handle; the caller closes it. */
    Handle open();

    /** Runs an action in transactions of the store itself. */
    void runOutside(Runnable action);

    /** Reads rows one by one, all of one moment. */
    <T> T streaming(Handle handle, Supplier<T> reading);

    /** Returns whether all queries of a {@link #snapshot} see the same rows, whatever others commit meanwhile. */
    boolean areOfOneMoment();

    /** Runs several queries that read rows of one moment. */
    <T> T snapshot(Handle handle, Supplier<T> reading);
}
