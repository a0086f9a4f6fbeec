package org.executionsession.jdbi;

import java.time.Duration;
import org.jdbi.v3.core.Jdbi;

/**
 * What the parts of the store share.
 *
 * @param jdbi gives handles for reading
 * @param dialect what the database does differently
 * @param writes through which everything is written
 * @param documents the stored form of what callers said
 * @param formats what builds write
 * @param refill makes columns agree with documents, before they are read
 * @param queryTimeout how long the database may work on a query at a stretch
 */
record Database(
        Jdbi jdbi,
        Dialect dialect,
        GroupCommit writes,
        Documents documents,
        RowFormats formats,
        ColumnRefill refill,
        Duration queryTimeout) {}
