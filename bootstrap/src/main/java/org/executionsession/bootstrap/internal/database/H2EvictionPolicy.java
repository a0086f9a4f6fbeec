package org.executionsession.bootstrap.internal.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;

/**
 * Decides which failures of H2 evict a connection from the pool. After a failed write, such as on a full disk, H2
 * closes the database and opens it again for the next connection; the pool does not know the error codes of H2 for
 * this.
 */
final class H2EvictionPolicy implements SQLExceptionOverride {

    /** Connection broken, database closed, database called while it shuts down. */
    private static final Set<Integer> CLOSED = Set.of(90067, 90098, 90121);

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        return CLOSED.contains(failure.getErrorCode()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
