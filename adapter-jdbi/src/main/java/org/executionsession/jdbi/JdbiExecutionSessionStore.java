package org.executionsession.jdbi;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.executionsession.domain.exception.OverloadedException;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.port.outbound.ChangeStore;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.NodeHeartbeatStore;
import org.executionsession.domain.port.outbound.NotificationStore;
import org.executionsession.domain.port.outbound.ScriptLogStore;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.port.outbound.TaskAttemptStore;
import org.executionsession.domain.port.outbound.TaskRunStore;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.jdbi.config.CommitListener;
import org.executionsession.jdbi.config.Durability;
import org.executionsession.jdbi.config.HostTransactions;
import org.executionsession.jdbi.config.SchemaConfig;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.commit.WriteProbe;
import org.executionsession.jdbi.internal.record.AppRows;
import org.executionsession.jdbi.internal.record.ChangeRows;
import org.executionsession.jdbi.internal.record.ColumnBackfill;
import org.executionsession.jdbi.internal.record.DetailRecordStore;
import org.executionsession.jdbi.internal.record.IdempotencyKeyRows;
import org.executionsession.jdbi.internal.record.JdbiContext;
import org.executionsession.jdbi.internal.record.NodeHeartbeatRows;
import org.executionsession.jdbi.internal.record.NotificationRows;
import org.executionsession.jdbi.internal.record.RecordedTaskPurge;
import org.executionsession.jdbi.internal.record.ResultPurge;
import org.executionsession.jdbi.internal.record.ResultRecordStore;
import org.executionsession.jdbi.internal.record.ScriptLogRows;
import org.executionsession.jdbi.internal.record.SelectionRecordStore;
import org.executionsession.jdbi.internal.record.SessionRecordStore;
import org.executionsession.jdbi.internal.record.TaskAttemptRows;
import org.executionsession.jdbi.internal.record.TaskRecordStore;
import org.executionsession.jdbi.internal.record.TaskRunRows;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.TableNames;
import org.executionsession.jdbi.internal.transaction.HostTransaction;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Stores execution sessions in an H2 or PostgreSQL database. The store is thread-safe. Several processes can share one
 * PostgreSQL database. No connection is held between calls.
 */
public final class JdbiExecutionSessionStore implements ExecutionSessionStore {

    /**
     * The default of how many writes can be queued. Only an embedding application can reach this limit: the HTTP server processes
     * fewer requests concurrently.
     */
    public static final int MAX_QUEUED_WRITES = 10_000;

    /** The default query timeout, 20 seconds. It limits the time to find the next matching row. */
    public static final Duration QUERY_TIMEOUT = Duration.ofSeconds(20);

    private final SessionRecordStore sessions;
    private final ResultRecordStore results;
    private final DetailRecordStore details;
    private final SelectionRecordStore selections;
    private final TaskRecordStore tasks;
    private final TaskAttemptRows taskAttempts;
    private final TaskRunRows taskRuns;
    private final NodeHeartbeatRows nodeHeartbeats;
    private final ScriptLogRows scriptLogs;
    private final ChangeRows changes;
    private final NotificationRows notifications;
    private final AppRows apps;
    private final ResultPurge resultPurge;
    private final RecordedTaskPurge taskPurge;

    private final JdbiContext database;
    private final WriteOperation<Instant, Integer> removeExpired = WriteOperation.oneByOne(
            "remove expired rows",
            (handle, now) -> SelectionRecordStore.EXPIRED.deleteBatch(handle, now)
                    + IdempotencyKeyRows.EXPIRED.deleteBatch(handle, now)
                    + ScriptLogRows.EXPIRED.deleteBatch(handle, now));

    private final WriteProbe writeProbe;
    private final ColumnBackfill backfill;

    JdbiExecutionSessionStore(JdbiContext database, WriteProbe writeProbe) {
        this(database, writeProbe, new ChangeRows(database));
    }

    private JdbiExecutionSessionStore(JdbiContext database, WriteProbe writeProbe, ChangeRows changes) {
        this.database = database;
        this.changes = changes;
        this.writeProbe = writeProbe;
        backfill = database.backfill();
        sessions = new SessionRecordStore(database);
        results = new ResultRecordStore(database);
        details = new DetailRecordStore(database);
        selections = new SelectionRecordStore(database);
        tasks = new TaskRecordStore(database);
        taskAttempts = new TaskAttemptRows(database);
        taskRuns = new TaskRunRows(database);
        nodeHeartbeats = new NodeHeartbeatRows(database);
        scriptLogs = new ScriptLogRows(database);
        notifications = new NotificationRows(database);
        apps = new AppRows(database);
        resultPurge = new ResultPurge(database);
        taskPurge = new RecordedTaskPurge(database);
    }

    /**
     * Opens a store with {@link Durability#FSYNC} and the default query timeout. It migrates the schema to this version and
     * makes commits durable.
     *
     * @param dataSource provides connections to the database; not null. Use a connection pool for good performance. The
     *     store does not close the data source. At the first start, and after an upgrade that changes the schema, the database
     *     user must be allowed to change it; otherwise it needs to read and write rows only
     * @return the store
     * @throws StoreUnavailableException if the database cannot be reached or is read-only, if its user lacks a privilege, or
     *     if the schema cannot be migrated
     * @throws IllegalArgumentException if the store does not support the database; the message states the reason. The store
     *     supports only H2 and PostgreSQL. It rejects the H2 versions 2.5.250 to 2.5.252, unless the database is in memory.
     *     It rejects a PostgreSQL database whose encoding is not UTF8 or whose schema does not exist, a schema in which another
     *     application has a table with a name that the store uses, and a schema that a build with other migrations has made
     */
    public static JdbiExecutionSessionStore open(DataSource dataSource) {
        return builder(dataSource).open();
    }

    /**
     * Returns a builder for a store with settings other than the defaults.
     *
     * @param dataSource provides connections to the database, as for {@link #open(DataSource)}; not null
     */
    public static Builder builder(DataSource dataSource) {
        return new Builder(requireNonNull(dataSource, "dataSource"));
    }

    /**
     * Returns a store that reads and writes in the transaction of a connection. The application begins and ends the transaction;
     * the store neither commits it nor closes the connection. What was written becomes visible to others and durable with the
     * commit of the application, and is gone after its rollback. {@link Durability} has no effect.
     *
     * <p>A write that is rejected changes nothing, and the transaction can continue. A query that times out ends a transaction of
     * PostgreSQL. Rows that were written stay locked until the transaction ends, so that other writes of the same entities wait.
     *
     * <p>If the connection is closed later or switched to autocommit mode, or a statement of the application has failed in a transaction
     * of PostgreSQL, each call throws an {@link IllegalStateException} that says so.
     *
     * <p>A listener of the use cases is not notified of these changes, and a task that is started or stopped is handed over to its executor
     * only by the next periodic call after the commit; otherwise, use {@link #within(Connection, Consumer)}.
     *
     * @param connection a connection to the database of this store, without autocommit; not null. Only one thread may use it at a
     *     time
     * @return a store for the time of the transaction. Creating it costs little
     * @throws IllegalArgumentException if the connection is in autocommit mode
     * @throws IllegalStateException if the connection is closed
     * @throws StoreUnavailableException if the connection is broken
     */
    public ExecutionSessionStore within(Connection connection) {
        return joined(connection, null);
    }

    /**
     * Does the same, and notifies the listeners of the use cases after the commit.
     *
     * @param connection as above
     * @param afterCommit receives actions that the application runs, in this order, after it has committed the transaction; after a
     *     rollback it drops them; not null
     * @return as above
     * @throws IllegalArgumentException as above
     * @throws IllegalStateException as above
     * @throws StoreUnavailableException as above
     */
    public ExecutionSessionStore within(Connection connection, Consumer<Runnable> afterCommit) {
        requireNonNull(connection, "connection");
        return joined(connection, requireNonNull(afterCommit, "afterCommit"));
    }

    private ExecutionSessionStore joined(Connection connection, @Nullable Consumer<Runnable> afterCommit) {
        requireNonNull(connection, "connection");
        try {
            if (connection.isClosed()) {
                throw new IllegalStateException("the connection is closed");
            }
            if (connection.getAutoCommit()) {
                throw new IllegalArgumentException(
                        "the connection is in autocommit mode; begin a transaction first, with setAutoCommit(false)");
            }
        } catch (SQLException failure) {
            throw new StoreUnavailableException(
                    "the connection cannot be used", SqlExceptionTranslator.condition(failure), failure);
        }
        return new JdbiExecutionSessionStore(
                database.within(
                        HostTransaction.of(connection, TableNames.of(database.jdbi()), afterCommit, database.signal())),
                writeProbe,
                changes);
    }

    /**
     * Does the same for a handle of an application that uses Jdbi, and notifies the listeners after the commit of the handle, such as
     * by {@link Handle#useTransaction}. The name differs, so that other applications compile without the annotations that Jdbi uses.
     *
     * @param handle a handle in a transaction; not null
     * @return as above
     * @throws IllegalArgumentException as above
     * @throws IllegalStateException as above
     * @throws StoreUnavailableException as above
     */
    public ExecutionSessionStore withinHandle(Handle handle) {
        return within(handle.getConnection(), handle::afterCommit);
    }

    /**
     * Checks that the database is not read-only and that its user has all privileges, without writing.
     *
     * @throws StoreUnavailableException if the check fails; the message states the reason
     */
    public void checkPrivileges() {
        database.reads().runOutside(writeProbe::checkPrivileges);
    }

    /**
     * Checks that the database can be written to: inserts a row and deletes it.
     *
     * @throws StoreUnavailableException if that fails; the message states the reason
     */
    public void checkWrite() {
        database.reads().runOutside(writeProbe::checkWrite);
    }

    /**
     * Backfills the columns of this version in rows that another version of the server has written, so that queries can use
     * them. Queries do this themselves if they need it. Periodic calls make them wait less.
     *
     * @throws StoreUnavailableException if the database cannot be reached
     */
    public void backfillColumns() {
        database.reads().runOutside(() -> SqlExceptionTranslator.run("backfill its columns", backfill::fillIncomplete));
    }

    /**
     * Returns the length of the write queue.
     *
     * @return how many writes are queued for the group commit
     */
    public int queuedWrites() {
        return database.writes().queued();
    }

    @Override
    public EntityStore<ExecutionSession> sessions() {
        return sessions;
    }

    @Override
    public EntityStore<ExecutionResultEntity> results() {
        return results;
    }

    @Override
    public EntityStore<ExecutionResultDetailEntity> details() {
        return details;
    }

    @Override
    public EntityStore<Task> tasks() {
        return tasks;
    }

    @Override
    public TaskAttemptStore taskAttempts() {
        return taskAttempts;
    }

    @Override
    public TaskRunStore taskRuns() {
        return taskRuns;
    }

    @Override
    public NodeHeartbeatStore nodeHeartbeats() {
        return nodeHeartbeats;
    }

    @Override
    public ScriptLogStore scriptLogs() {
        return scriptLogs;
    }

    @Override
    public ChangeStore changes() {
        return changes;
    }

    @Override
    public NotificationStore notifications() {
        return notifications;
    }

    @Override
    public Map<UUID, UUID> sessionsOfApps(int limit, CancellationSignal signal) {
        return apps.sessionsOfApps(limit, requireNonNull(signal, "signal"));
    }

    @Override
    public int purgeResults(Instant before, int limit) {
        requireNonNull(before, "before");
        return resultPurge.purge(before, limit);
    }

    @Override
    public int purgeRecordedTasks(Instant before, int limit) {
        requireNonNull(before, "before");
        return taskPurge.purge(before, limit);
    }

    @Override
    public int removeExpired(Instant now) {
        requireNonNull(now, "now");
        return database.writes().run(removeExpired, now);
    }

    @Override
    public SelectionStore selections() {
        return selections;
    }

    @Override
    public boolean afterCommit(Runnable action) {
        return database.writes().afterCommit(requireNonNull(action, "action"));
    }

    /** The settings of a store. */
    public static final class Builder {

        final DataSource dataSource;
        Durability durability = Durability.FSYNC;
        CommitListener commitListener = (writes, nanos) -> {};
        Duration queryTimeout = QUERY_TIMEOUT;
        int maxQueuedWrites = MAX_QUEUED_WRITES;

        @Nullable
        HostTransactions hostTransactions;

        SchemaConfig schema = SchemaConfig.DEFAULT;

        private Builder(DataSource dataSource) {
            this.dataSource = dataSource;
        }

        /**
         * Sets what acknowledged writes survive; the default is {@link Durability#FSYNC}.
         *
         * @param value the durability; not null
         * @return this builder
         */
        public Builder durability(Durability value) {
            durability = requireNonNull(value, "durability");
            return this;
        }

        /**
         * Sets the listener that is notified of every commit; by default there is none.
         *
         * @param value the listener; not null
         * @return this builder
         */
        public Builder commitListener(CommitListener value) {
            commitListener = requireNonNull(value, "commitListener");
            return this;
        }

        /**
         * Sets how long it may take to find the next matching row of a list, or to count, before the query is cancelled; the
         * default is {@link #QUERY_TIMEOUT}.
         *
         * @param value the timeout; not null. It should be shorter than the network timeout of the connections
         * @return this builder
         */
        public Builder queryTimeout(Duration value) {
            queryTimeout = requireNonNull(value, "queryTimeout");
            return this;
        }

        /**
         * Sets how many writes can be queued for the group commit; the default is {@link #MAX_QUEUED_WRITES}. Further ones are
         * rejected with an {@link OverloadedException}. Each queued write is a waiting thread of the application.
         *
         * @param value the number of writes; positive
         * @return this builder
         * @throws IllegalArgumentException if the value is not positive
         */
        public Builder maxQueuedWrites(int value) {
            if (value <= 0) {
                throw new IllegalArgumentException("the number of queued writes must be positive: " + value);
            }
            maxQueuedWrites = value;
            return this;
        }

        /**
         * Sets where the tables are, and whether the store migrates them; the default is {@link SchemaConfig#DEFAULT}.
         *
         * @param value the settings; not null
         * @return this builder
         */
        public Builder schema(SchemaConfig value) {
            schema = requireNonNull(value, "schema");
            return this;
        }

        /**
         * Lets the store take part in the transactions of the application to which the data source binds its connections. In such a
         * transaction, a call behaves as in {@link JdbiExecutionSessionStore#within(Connection)}; outside of one, the store commits by
         * itself. By default, a bound connection is rejected with an {@link IllegalStateException}.
         *
         * @param value the transactions; not null
         * @return this builder
         */
        public Builder hostTransactions(HostTransactions value) {
            hostTransactions = requireNonNull(value, "hostTransactions");
            return this;
        }

        /**
         * Opens the store, as {@link JdbiExecutionSessionStore#open(DataSource)} does.
         *
         * @return the store
         * @throws StoreUnavailableException if the database cannot be reached or is read-only, if its user lacks a
         *     privilege, or if the schema cannot be migrated
         * @throws IllegalArgumentException if the store does not support the database
         * @throws IllegalStateException if the calling thread is in a transaction to which the data source binds its connections
         */
        public JdbiExecutionSessionStore open() {
            return new StoreOpener(this).open();
        }
    }
}
