package org.executionsession.jdbi.internal.record;

import java.time.Duration;
import org.executionsession.jdbi.internal.commit.GroupCommit;
import org.executionsession.jdbi.internal.sql.Dialect;
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
public record JdbiContext(
        Jdbi jdbi,
        Dialect dialect,
        GroupCommit writes,
        DocumentCodec documents,
        RowFormats formats,
        ColumnBackfill refill,
        Duration queryTimeout) {}
