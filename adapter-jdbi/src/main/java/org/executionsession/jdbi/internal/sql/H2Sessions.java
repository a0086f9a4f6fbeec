package org.executionsession.jdbi.internal.sql;

import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
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

    /** The database of the last connection that could be used. */
    private volatile WeakReference<@Nullable Database> used = new WeakReference<>(null);

    static Optional<SessionLocal> session(Connection connection) throws SQLException {
        return connection.isWrapperFor(JdbcConnection.class)
                        && connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session
                ? Optional.of(session)
                : Optional.empty();
    }

    /**
     * Returns the storage engine of a connection to a database in this process.
     *
     * @throws SQLException if another thread has closed the session
     */
    static Optional<MVStore> store(Connection connection) throws SQLException {
        try {
            return session(connection).map(session -> store(session.getDatabase()));
        } catch (DbException closed) {
            throw DbException.toSQLException(closed);
        }
    }

    private static MVStore store(Database database) {
        return database.getStore().getMvStore();
    }

    /**
     * Closes all sessions of the database of a connection if it could not write its file, or is closed. The next call of such a connection,
     * also a rollback, can wait in H2 2.4.240 for ever, with a processor. With a closed session, it fails. A pool that has evicted the connection
     * already hides its session, and rolls it back itself. A session that stays open could close the database that H2 opens next, since H2 finds it by its name.
     *
     * <p>Also closes the session of a database that was opened while its file was read-only, and whose file is not any more: H2 opens the file again once all sessions are
     * closed.
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
            // With its last session, the database closes itself. Closed at once, it would close the next one
            // with each session that is in use.
            database.setCloseDelay(0);
            session.close();
        } else if (used.get() != database) {
            used = new WeakReference<>(database);
        }
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
     * Closes a database that only its open connections can reach. A late call of a database that has failed can remove the next one from
     * the list of H2: this one then works, and keeps its file locked, but no new connection can be opened. Transactions that are in
     * progress are rolled back.
     *
     * @param failure why no connection could be opened
     * @return whether a database was closed
     */
    boolean closeUnreachable(SQLException failure) {
        Database database = used.get();
        if (database == null || !isLocked(failure) || hasFailed(database)) {
            return false;
        }
        synchronized (this) {
            if (used.get() != database) {
                return true;
            }
            LOG.warn(
                    "H2 has lost its open database {}: closing it, so that new connections can open it",
                    database.getName());
            database.setCloseDelay(0);
            database.setExclusiveSession(database.getSystemSession(), true);
            used = new WeakReference<>(null);
            return true;
        }
    }

    /** Returns whether the file is in use, also if a pool has wrapped the exception. */
    private static boolean isLocked(@Nullable Throwable failure) {
        return failure instanceof SQLException of && of.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1
                || failure != null && isLocked(failure.getCause());
    }
}
