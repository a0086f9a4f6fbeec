package org.executionsession.bootstrap.internal.database;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which failures of H2 evict a connection from the pool. After a failed write, such as on a full disk, H2
 * closes the database and opens it again for the next connection; the pool does not know the error codes of H2 for
 * this.
 *
 * <p>If H2 has no memory left, it closes the database at once, whatever it is writing. Opened again by a process without memory, its
 * file was damaged in tests. So the process ends, as with the option {@code -XX:+ExitOnOutOfMemoryError} of Java.
 */
final class H2EvictionPolicy implements SQLExceptionOverride {

    private static final Logger LOG = LoggerFactory.getLogger(H2EvictionPolicy.class);

    /** Connection broken, database closed, database called while it shuts down. */
    private static final Set<Integer> CLOSED = Set.of(90067, 90098, 90121);

    private static final int OUT_OF_MEMORY = 90108;

    /** The exit status of a process without memory. */
    static final int EXIT_STATUS = 3;

    private final Runnable onOutOfMemory;

    /** Creates a policy that ends the process without its shutdown hooks, which would need memory and would write to the file. */
    H2EvictionPolicy() {
        this(() -> {
            LOG.error(
                    "out of memory: the process ends, so that the database stays intact; give it a larger heap (-Xmx)");
            Runtime.getRuntime().halt(EXIT_STATUS);
        });
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
        return CLOSED.contains(failure.getErrorCode()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }

    private static boolean isOutOfMemory(SQLException failure) {
        if (failure.getErrorCode() == OUT_OF_MEMORY) {
            return true;
        }
        Throwable cause = failure.getCause();
        while (cause != null && !(cause instanceof OutOfMemoryError)) {
            cause = cause.getCause();
        }
        return cause != null;
    }
}
