package org.executionsession.jdbi.internal.record;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Adapts the number of rows that the driver of PostgreSQL fetches at once to the size of their documents, so that a fetch
 * of large documents does not exhaust the heap. H2 runs in this process or streams its rows, and ignores it.
 */
final class FetchSize {

    /** The number of rows of the first fetch, whose sizes are unknown. A document may have a megabyte. */
    static final int FIRST = 10;

    /** The number of rows of a fetch of small rows. */
    static final int MAX = 200;

    /** The size of the documents of a fetch. Parsed, they need a multiple. */
    static final long MAX_BYTES = 1024 * 1024;

    private long largest = 1;

    /** Sets the size of the next fetch from the current row and the rows before it. */
    void adapt(ResultSet row) throws SQLException {
        // A large row loses its weight with the rows after it.
        largest = Math.max(row.getLong(RowKey.DOCUMENT_BYTES), largest - largest / 32);
        row.setFetchSize((int) Math.max(1, Math.min(MAX, MAX_BYTES / Math.max(1, largest))));
    }
}
