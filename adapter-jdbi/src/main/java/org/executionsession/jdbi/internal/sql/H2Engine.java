package org.executionsession.jdbi.internal.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionException;

/**
 * The storage engine of an H2 database in this process. Writing through the engine needs neither a setting of the database
 * nor the rights of an administrator.
 */
final class H2Engine {

    private final MVStore store;

    private H2Engine(MVStore store) {
        this.store = store;
    }

    /** Returns the engine; empty if the database runs in another process, or if a wrapper hides the connection of H2. */
    static Optional<H2Engine> of(Handle handle) {
        try {
            Connection connection = handle.getConnection();
            return connection.isWrapperFor(JdbcConnection.class)
                            && connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session
                    ? Optional.of(new H2Engine(session.getDatabase().getStore().getMvStore()))
                    : Optional.empty();
        } catch (SQLException failure) {
            throw new TransactionException(failure);
        }
    }

    /** Writes all commits to the file, and returns when the operating system has them. */
    void write() {
        if (hasFile()) {
            translate(() -> {
                store.commit();
                awaitBackgroundWrites();
            });
        }
    }

    /**
     * Writes all commits to the file, and returns when they are on the disk.
     *
     * @param synced the version that the previous call returned; any other version if there was none
     * @return the version of the file that is on the disk
     */
    long sync(long synced) {
        if (!hasFile()) {
            return synced;
        }
        long[] version = {synced};
        translate(() -> {
            if (store.getCurrentVersion() != synced) {
                // The next version may overwrite data that only the last synced version needs.
                awaitBackgroundWrites();
                store.sync();
            }
            store.commit();
            version[0] = store.getCurrentVersion();
            awaitBackgroundWrites();
            store.sync();
        });
        return version[0];
    }

    private boolean hasFile() {
        return store.isPersistent() && !store.isReadOnly();
    }

    /**
     * Waits until versions that other threads have started to write are in the file. If such a version contains all commits,
     * {@link MVStore#commit} does not wait for it.
     */
    private void awaitBackgroundWrites() {
        store.executeFilestoreOperation(() -> {});
    }

    private static void translate(Runnable operation) {
        try {
            operation.run();
        } catch (MVStoreException failure) {
            throw new TransactionException(failure);
        }
    }
}
