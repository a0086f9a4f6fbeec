package org.executionsession.jdbi;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Runs writes in transactions that are on the disk when they return. */
final class DurableWrites {

    private final Jdbi jdbi;

    DurableWrites(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * Runs a write. Not by Jdbi's own inTransaction: on a connection with autocommit off it would join, and leave, an open
     * transaction.
     */
    <T> T run(String action, Function<Handle, T> write) {
        return SqlFailure.translate(action, () -> {
            try (Handle handle = jdbi.open()) {
                T result = committed(handle, write);
                H2Durability.sync(handle);
                return result;
            }
        });
    }

    private static <T> T committed(Handle handle, Function<Handle, T> write) {
        handle.begin();
        try {
            T result = write.apply(handle);
            handle.commit();
            return result;
        } catch (RuntimeException failure) {
            handle.rollback();
            throw failure;
        }
    }
}
