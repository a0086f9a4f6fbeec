package org.executionsession.bootstrap.internal.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;
import org.executionsession.bootstrap.internal.memory.OutOfMemoryExit;

/**
 * Decides which failures of H2 evict a connection from the pool. After a failed write, such as on a full disk, H2
 * closes the database and opens it again for the next connection; the pool does not know the error codes of H2 for
 * this. A connection that has failed in the middle of a transaction could also keep that transaction.
 *
 * <p>If H2 has no memory left, it closes the database at once, whatever it is writing. Opened again by a process without memory, its
 * file was damaged in tests. So the process ends.
 */
final class H2EvictionPolicy implements SQLExceptionOverride {

    /** Connection broken, database closed, database called while it shuts down, session closed. */
    private static final Set<Integer> CLOSED = Set.of(90067, 90098, 90121, 90007);

    /** A general error, as of a transaction in a wrong state; failures to read and write; a damaged file. */
    private static final Set<Integer> FAILED = Set.of(50000, 90028, 90030, 90031);

    private static final int OUT_OF_MEMORY = 90108;

    private final Runnable onOutOfMemory;

    /** Creates a policy that ends the process. */
    H2EvictionPolicy() {
        this(OutOfMemoryExit::exit);
    }

    H2EvictionPolicy(Runnable onOutOfMemory) {
        this.onOutOfMemory = onOutOfMemory;
    }

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        if (isOutOfMemory(failure)) {
            onOutOfMemory.run();
            return Override.MUST_EVICT;
        }
        int code = failure.getErrorCode();
        return CLOSED.contains(code) || FAILED.contains(code) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }

    private static boolean isOutOfMemory(SQLException failure) {
        return failure.getErrorCode() == OUT_OF_MEMORY || OutOfMemoryExit.isOutOfMemory(failure);
    }
}
