package org.executionsession.jdbi.internal.record;

import java.time.Duration;
import org.executionsession.jdbi.internal.commit.GroupCommit;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.jdbi.v3.core.Jdbi;

/**
 * The components that all parts of the store share.
 *
 * @param jdbi opens handles for reading
 * @param dialect the dialect of the database
 * @param writes the group commit through which callers write
 * @param documents reads and writes stored documents
 * @param formats the row formats of all builds that use the database
 * @param backfill fills the columns of rows of other builds, before queries use them
 * @param queryTimeout how long a query may take to find the next matching row
 */
public record JdbiContext(
        Jdbi jdbi,
        Dialect dialect,
        GroupCommit writes,
        DocumentCodec documents,
        RowFormats formats,
        ColumnBackfill backfill,
        Duration queryTimeout) {}
