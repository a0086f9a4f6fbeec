package org.executionsession.jdbi;

import static java.util.Objects.requireNonNull;

import java.sql.DatabaseMetaData;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.port.outbound.EntityStore;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.jdbi.config.CommitListener;
import org.executionsession.jdbi.config.Durability;
import org.executionsession.jdbi.internal.commit.GroupCommit;
import org.executionsession.jdbi.internal.commit.Transactions;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.commit.WriteProbe;
import org.executionsession.jdbi.internal.migration.Schema;
import org.executionsession.jdbi.internal.record.ColumnBackfill;
import org.executionsession.jdbi.internal.record.DetailRecordStore;
import org.executionsession.jdbi.internal.record.DocumentCodec;
import org.executionsession.jdbi.internal.record.IdempotencyKeyRows;
import org.executionsession.jdbi.internal.record.JdbiContext;
import org.executionsession.jdbi.internal.record.ResultPurge;
import org.executionsession.jdbi.internal.record.ResultRecordStore;
import org.executionsession.jdbi.internal.record.RowFormats;
import org.executionsession.jdbi.internal.record.SelectionRecordStore;
import org.executionsession.jdbi.internal.record.SessionRecordStore;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.ForeignTables;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;

/**
 * Keeps execution sessions in an H2 or PostgreSQL database. Safe for use by many threads, and by several processes on one
 * PostgreSQL; it holds no connection between calls.
 */
public final class JdbiExecutionSessionStore implements ExecutionSessionStore {

    /**
     * For those who embed: what can be written in about a second; more would only wait longer than its callers do. Over
     * HTTP fewer get here, for fewer requests are processed at once.
     */
    private static final int MAX_QUEUED = 2_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How long the database may work on a query at a stretch, unless another time is set: 20 seconds. */
    public static final Duration QUERY_TIMEOUT = Duration.ofSeconds(20);

    private final SessionRecordStore sessions;
    private final ResultRecordStore results;
    private final DetailRecordStore details;
    private final SelectionRecordStore selections;
    private final ResultPurge oldResults;

    private final GroupCommit writes;
    private final WriteOperation<Instant, Integer> removeExpired = WriteOperation.oneByOne(
            "remove what has expired",
            (handle, now) -> SelectionRecordStore.EXPIRED.forgetSome(handle, now)
                    + IdempotencyKeyRows.EXPIRED.forgetSome(handle, now));

    private final WriteProbe writability;
    private final ColumnBackfill refill;

    private JdbiExecutionSessionStore(JdbiContext database, WriteProbe writability) {
        this.writability = writability;
        refill = database.refill();
        writes = database.writes();
        sessions = new SessionRecordStore(database);
        results = new ResultRecordStore(database);
        details = new DetailRecordStore(database);
        selections = new SelectionRecordStore(database);
        oldResults = new ResultPurge(database);
    }

    /**
     * Opens a store: brings the schema up to date and makes the database keep what it acknowledges.
     *
     * @param dataSource gives connections to the database, pooled for good speed; not null, and closed by whoever opened
     *     it. Its user must be allowed to change the schema and the settings of the database
     * @return the store
     * @throws StoreUnavailableException when the database cannot be reached, is read-only, denies its user a right, or its
     *     schema cannot be brought up to date
     * @throws IllegalArgumentException when the database is neither H2 nor PostgreSQL, or an H2 of 2.5.250 to 2.5.252 with
     *     a file, or a PostgreSQL whose encoding is not UTF8 or whose schema does not exist, when a table of another
     *     application has a name of ours, or when the connections have {@code reWriteBatchedInserts}; the message says why
     */
    public static JdbiExecutionSessionStore open(DataSource dataSource) {
        return open(dataSource, Durability.FSYNC, (writes, nanos) -> {});
    }

    /**
     * The same with another durability, and with somebody who watches.
     *
     * @param dataSource gives connections to the database; not null
     * @param durability what acknowledged writes survive; not null
     * @param observer is notified of every commit; not null
     * @return the store
     * @throws StoreUnavailableException when the database cannot be reached, is read-only, denies its user a right, or its
     *     schema cannot be brought up to date
     * @throws IllegalArgumentException when the database is neither H2 nor PostgreSQL, or an H2 of 2.5.250 to 2.5.252 with
     *     a file, or a PostgreSQL whose encoding is not UTF8 or whose schema does not exist, when a table of another
     *     application has a name of ours, or when the connections have {@code reWriteBatchedInserts}; the message says why
     */
    public static JdbiExecutionSessionStore open(
            DataSource dataSource, Durability durability, CommitListener observer) {
        return open(dataSource, durability, observer, QUERY_TIMEOUT);
    }

    /**
     * The same with another limit on queries.
     *
     * @param dataSource gives connections to the database; not null
     * @param durability what acknowledged writes survive; not null
     * @param observer is notified of every commit; not null
     * @param queryTimeout how long the database may work on a list or count until it hands out the next row; then the query is
     *     ended. It should be less than the time-out of the connections to the database; not null
     * @return the store
     * @throws StoreUnavailableException when the database cannot be reached or its schema cannot be brought up to date
     * @throws IllegalArgumentException when the database is neither H2 nor PostgreSQL, or an H2 of 2.5.250 to 2.5.252 with
     *     a file, or when the connections have {@code reWriteBatchedInserts}; the message says why
     */
    public static JdbiExecutionSessionStore open(
            DataSource dataSource, Durability durability, CommitListener observer, Duration queryTimeout) {
        requireNonNull(queryTimeout, "queryTimeout");
        requireNonNull(dataSource, "dataSource");
        requireNonNull(durability, "durability");
        requireNonNull(observer, "observer");
        Jdbi jdbi = Jdbi.create(dataSource);
        jdbi.registerArrayType(UUID.class, "uuid");
        // Its messages would hold what callers said.
        jdbi.configure(StatementExceptions.class, exceptions -> exceptions.setMessageRendering(MessageRendering.NONE));
        Dialect dialect = SqlExceptionTranslator.translate(
                "be reached", () -> jdbi.withHandle(JdbiExecutionSessionStore::fitDialect));
        Schema.migrate(dataSource, dialect);
        WriteProbe writability = new WriteProbe(jdbi, dialect);
        writability.ask();
        SqlExceptionTranslator.translate("be prepared", () -> {
            jdbi.useHandle(dialect::prepare);
            return null;
        });
        GroupCommit writes = new GroupCommit(jdbi, dialect, MAX_QUEUED, PATIENCE, durability, observer);
        DocumentCodec documents = new DocumentCodec();
        return SqlExceptionTranslator.translate("fill its columns", () -> {
            Transactions transactions = new Transactions(jdbi, dialect);
            RowFormats formats = RowFormats.register(transactions);
            ColumnBackfill refill = new ColumnBackfill(jdbi, transactions, formats, documents);
            refill.fillIncomplete();
            return new JdbiExecutionSessionStore(
                    new JdbiContext(jdbi, dialect, writes, documents, formats, refill, queryTimeout), writability);
        });
    }

    private static Dialect fitDialect(Handle handle) {
        Dialect dialect = Dialect.of(handle.queryMetadata(DatabaseMetaData::getDatabaseProductName));
        dialect.requireFit(handle);
        WriteProbe.requireChanges(dialect, handle);
        ForeignTables.reject(handle);
        return dialect;
    }

    /**
     * Asks the database whether it takes changes, without making one.
     *
     * @throws StoreUnavailableException when it does not, and why
     */
    public void checkRights() {
        writability.ask();
    }

    /**
     * Writes to the database and removes what was written, to find out whether that is possible.
     *
     * @throws StoreUnavailableException when it is not, and why
     */
    public void checkWrite() {
        writability.tryOut();
    }

    /**
     * Makes rows that another version of the server has written known to queries by all properties of this one. It is done
     * before each query that needs it; done from time to time, queries wait less.
     *
     * @throws StoreUnavailableException when the database cannot be reached
     */
    public void fillColumns() {
        SqlExceptionTranslator.translate("fill its columns", () -> {
            refill.fillIncomplete();
            return null;
        });
    }

    /**
     * The load on the database.
     *
     * @return how many writes wait for their turn
     */
    public int queuedWrites() {
        return writes.queued();
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
    public int purgeResults(Instant before, int limit) {
        return oldResults.purge(before, limit);
    }

    @Override
    public int removeExpired(Instant now) {
        return writes.run(removeExpired, now);
    }

    @Override
    public SelectionStore selections() {
        return selections;
    }
}
