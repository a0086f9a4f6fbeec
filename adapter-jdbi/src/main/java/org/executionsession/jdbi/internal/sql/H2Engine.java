package org.executionsession.jdbi.internal.sql;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.api.ErrorCode;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.transaction.TransactionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes commits to the file of an H2 database in this process, through its storage engine. That needs neither a setting of the
 * database nor the rights of an administrator.
 *
 * <p>The engine has a thread that moves data to other places in the file and does not call fsync. If it has written since the last
 * fsync, this class calls fsync before it writes, since the next version may overwrite what the last synced version needs.
 */
final class H2Engine {

    private static final Logger LOG = LoggerFactory.getLogger(H2Engine.class);

    /** Enough commits that the thread of H2 finds space to reclaim. */
    private static final int COMMITS_UNTIL_RECLAIM = 16;

    /** The thread of H2 takes the file for idle if it was read and written at most ten times since its last run. */
    private static final int READS_OF_BUSY_FILE = 11;

    private MVStore synced;

    /** The newest version of the file that is on the disk. */
    private long syncedVersion;

    private final AtomicInteger commits = new AtomicInteger();

    private static Optional<MVStore> store(Handle handle) {
        try {
            return H2Sessions.store(handle.getConnection());
        } catch (SQLException failure) {
            throw new TransactionException(failure);
        }
    }

    /**
     * Writes all commits to the file, and returns when the operating system has them.
     *
     * @return false if the database runs in another process, or if a wrapper hides the connection of H2
     */
    boolean write(Handle handle) {
        Optional<MVStore> store = store(handle);
        store.filter(H2Engine::hasFile)
                .ifPresent(file -> translate(() -> {
                    file.commit();
                    awaitBackgroundWrites(file);
                    resumeReclaiming(file);
                }));
        return store.isPresent();
    }

    /**
     * Writes all commits to the file, and returns when they are on the disk.
     *
     * @return false if the database runs in another process, or if a wrapper hides the connection of H2
     */
    synchronized boolean sync(Handle handle) {
        Optional<MVStore> store = store(handle);
        store.filter(H2Engine::hasFile).ifPresent(file -> translate(() -> sync(file)));
        return store.isPresent();
    }

    private void sync(MVStore file) {
        if (synced != file || syncedVersion != file.getCurrentVersion()) {
            awaitBackgroundWrites(file);
            file.sync();
        }
        file.commit();
        long version = file.getCurrentVersion();
        awaitBackgroundWrites(file);
        file.sync();
        synced = file;
        syncedVersion = version;
        resumeReclaiming(file);
    }

    /**
     * Lets the thread of H2 that reclaims space continue. It takes a file with few commits for idle, and stops when a run on an idle file
     * gains nothing. It continues only when the file is busy again. At a low rate, or on a slow disk, that is never, and the file grows.
     * So this method reads the file often enough to make it busy. It never fails: the commit is on the disk.
     */
    private void resumeReclaiming(MVStore file) {
        if (commits.getAndIncrement() % COMMITS_UNTIL_RECLAIM == 0) {
            try {
                for (int read = 0; read < READS_OF_BUSY_FILE; read++) {
                    file.getFileStore().readFully(null, 0, 1);
                }
            } catch (RuntimeException failure) {
                LOG.debug("cannot read the file after a commit", failure);
            }
        }
    }

    private static boolean hasFile(MVStore store) {
        return store.isPersistent() && !store.isReadOnly();
    }

    /**
     * Waits until versions that other threads have started to write are in the file. If such a version contains all commits,
     * {@link MVStore#commit} does not wait for it.
     */
    private static void awaitBackgroundWrites(MVStore store) {
        store.executeFilestoreOperation(() -> {});
    }

    private static void translate(Runnable operation) {
        try {
            operation.run();
        } catch (MVStoreException failure) {
            boolean closed = failure.getErrorCode() == DataUtils.ERROR_CLOSED;
            int code = closed ? ErrorCode.DATABASE_IS_CLOSED : ErrorCode.IO_EXCEPTION_1;
            throw new TransactionException(
                    new SQLException(failure.getMessage(), Integer.toString(code), code, failure));
        }
    }
}
