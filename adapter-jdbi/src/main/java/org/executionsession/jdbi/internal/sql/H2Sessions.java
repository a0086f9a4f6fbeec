package org.executionsession.jdbi.internal.sql;

import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.h2.api.ErrorCode;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.message.DbException;
import org.h2.mvstore.MVStore;
import org.h2.store.fs.FileUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes sessions of an H2 database in this process that can no longer be used, so that H2 opens its file again. */
final class H2Sessions {

    private static final Logger LOG = LoggerFactory.getLogger(H2Sessions.class);

    /** A database that was opened read-only gets so many chances in a row to be closed by its last session. */
    private static final int MAX_CLOSED_READ_ONLY = 50;

    private static final long REOPENING_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    /** Enough for reads in progress to end. */
    private static final long CLOSING_PAUSE_NANOS = Duration.ofMillis(1).toNanos();

    /** The database of the last connection that could be used. */
    private volatile WeakReference<@Nullable Database> used = new WeakReference<>(null);

    /** How many sessions of read-only databases were closed since {@link #closingBegan}. Guarded by this object. */
    private int closedReadOnly;

    private long closingBegan;

    static Optional<SessionLocal> session(Connection connection) throws SQLException {
        return connection.isWrapperFor(JdbcConnection.class)
                        && connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session
                ? Optional.of(session)
                : Optional.empty();
    }

    /**
     * Returns the storage engine of a connection to a database in this process.
     *
     * @throws SQLException if another thread has closed the session, or closes it
     */
    static Optional<MVStore> store(Connection connection) throws SQLException {
        try {
            return session(connection).map(session -> store(session.getDatabase()));
        } catch (RuntimeException closed) {
            throw DbException.toSQLException(closed);
        }
    }

    private static MVStore store(Database database) {
        return database.getStore().getMvStore();
    }

    /**
     * Closes all sessions of the database of a connection if it could not write its file, or is closed. The next call of such a session, also a rollback, can wait in
     * H2 2.4.240 for ever, with a processor; once closed, it fails. It could also close the database that H2 opens next, since H2 finds that by its name. So
     * sessions that a pool has evicted are closed, too.
     *
     * <p>Also closes the session of a database that was opened while its file was read-only, and whose file is not any more: H2 opens the file again once all sessions are
     * closed. While another session keeps it open, the others can read.
     *
     * @return the connection of H2, if it is closed
     */
    Optional<Connection> closeIfFailed(Connection connection) throws SQLException {
        if (!connection.isWrapperFor(JdbcConnection.class)) {
            return Optional.empty();
        }
        JdbcConnection own = connection.unwrap(JdbcConnection.class);
        if (!own.isClosed() && own.getSession() instanceof SessionLocal session) {
            try {
                closeIfFailed(session);
            } catch (RuntimeException failure) {
                LOG.debug("the session of a database that has failed is closed", failure);
            }
        }
        return own.isClosed() ? Optional.of(own) : Optional.empty();
    }

    private void closeIfFailed(SessionLocal session) {
        Database database = session.getDatabase();
        if (hasFailed(database)) {
            for (SessionLocal each : database.getSessions(false)) {
                close(each);
            }
        } else if (isReadOnlyWithoutNeed(database)) {
            if (mayCloseReadOnly()) {
                // With its last session, the database closes itself. Closed at once, it would close the next one
                // with each session that is in use.
                database.setCloseDelay(0);
                session.close();
                LockSupport.parkNanos(CLOSING_PAUSE_NANOS);
            }
        } else if (used.get() != database) {
            used = new WeakReference<>(database);
        }
    }

    private synchronized boolean mayCloseReadOnly() {
        long now = System.nanoTime();
        if (closedReadOnly == 0 || now - closingBegan > REOPENING_PAUSE_NANOS) {
            closedReadOnly = 0;
            closingBegan = now;
        }
        if (closedReadOnly == MAX_CLOSED_READ_ONLY) {
            return false;
        }
        closedReadOnly++;
        return true;
    }

    private static void close(SessionLocal session) {
        try {
            session.close();
        } catch (RuntimeException failure) {
            LOG.debug("the session of a database that has failed is closed", failure);
        }
    }

    private static boolean hasFailed(Database database) {
        MVStore store = store(database);
        return store.getPanicException() != null || store.isClosed();
    }

    private static boolean isReadOnlyWithoutNeed(Database database) {
        MVStore store = store(database);
        return store.isReadOnly() && FileUtils.canWrite(store.getFileStore().getFileName());
    }

    /**
     * Returns a connection of a pool. If no new one can be opened because only the open ones reach the database, closes this database, and tries once more. A late call of a database
     * that has failed can remove the next one from the list of H2: this one then works, and keeps its file locked. Transactions that are in progress are rolled back.
     */
    Connection borrow(DataSource pool) throws SQLException {
        Database before = used.get();
        try {
            return PoolException.connection(pool);
        } catch (SQLException failure) {
            if (before == null || !isLocked(failure, before.getName())) {
                throw failure;
            }
            LOG.debug("the database could not be reached", failure);
            closeUnreachable(before);
            return PoolException.connection(pool);
        }
    }

    /** Does nothing if another thread has closed it, or if another database is used meanwhile. */
    private synchronized void closeUnreachable(Database database) {
        if (used.get() != database || hasFailed(database)) {
            return;
        }
        LOG.warn(
                "H2 has lost its open database {}: closing it, so that new connections can open it",
                database.getName());
        used = new WeakReference<>(null);
        // Closing itself, it could remove the next one from the list of H2, or try to write without an end.
        database.setCloseDelay(-1);
        MVStore store = store(database);
        try {
            // Also commits of others that H2 would write later.
            store.commit();
        } catch (RuntimeException failure) {
            LOG.debug("the last write of the database has failed", failure);
        }
        store.closeImmediately();
        for (SessionLocal each : database.getSessions(false)) {
            close(each);
        }
    }

    /** Returns whether the file of a database is in use, also if a pool has wrapped the exception. */
    private static boolean isLocked(@Nullable Throwable failure, String database) {
        return failure instanceof SQLException of
                        && of.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1
                        && String.valueOf(of.getMessage()).contains(database)
                || failure != null && isLocked(failure.getCause(), database);
    }
}
