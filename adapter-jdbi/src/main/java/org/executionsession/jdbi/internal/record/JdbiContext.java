package org.executionsession.jdbi.internal.record;

import java.time.Duration;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.jdbi.internal.commit.CommitSignal;
import org.executionsession.jdbi.internal.commit.WriteExecutor;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.QueryTimeout;
import org.executionsession.jdbi.internal.transaction.HostTransaction;
import org.executionsession.jdbi.internal.transaction.ReadTransactions;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The components that all parts of the store share.
 *
 * @param jdbi opens handles of the data source
 * @param dialect the dialect of the database
 * @param reads opens handles for reading
 * @param writes runs the writes of callers
 * @param documents reads and writes stored documents
 * @param formats the row formats of all builds that use the database
 * @param backfill fills the columns of rows of other builds, before queries use them
 * @param signal tells listeners of changes after their commit
 * @param knownTasks the tasks of sessions that are known to be stored
 * @param queryTimeout how long a query may take to find the next matching row
 */
public record JdbiContext(
        Jdbi jdbi,
        Dialect dialect,
        ReadTransactions reads,
        WriteExecutor writes,
        DocumentCodec documents,
        RowFormats formats,
        ColumnBackfill backfill,
        CommitSignal signal,
        KnownTasks knownTasks,
        Duration queryTimeout) {

    /** Returns a reader of rows for a read within a transaction. */
    RowReader reader(Handle handle, CancellationSignal signal) {
        return new RowReader(
                handle,
                dialect.canceller(handle, jdbi),
                QueryTimeout.of(queryTimeout, signal),
                signal,
                reads.areOfOneMoment());
    }

    /** Returns the same components with reads and writes in the transaction of a host. */
    public JdbiContext within(HostTransaction transaction) {
        return new JdbiContext(
                jdbi,
                dialect,
                transaction,
                transaction,
                documents,
                formats,
                backfill,
                signal,
                knownTasks,
                queryTimeout);
    }
}
