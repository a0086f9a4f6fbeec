package org.executionsession.jdbi;

import static java.util.Objects.requireNonNull;

import java.sql.DatabaseMetaData;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.port.outbound.ExecutionSessionStore;
import org.executionsession.domain.port.outbound.RecordStore;
import org.executionsession.domain.port.outbound.SelectionStore;
import org.executionsession.domain.refusal.StoreUnavailableException;
import org.executionsession.domain.refusal.StoreUnavailableException.Condition;
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
     * HTTP fewer get here, for fewer requests are worked on at once.
     */
    private static final int MAX_QUEUED = 2_000;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How long the database may work on a query at a stretch, unless another time is set: 20 seconds. */
    public static final Duration QUERY_TIMEOUT = Duration.ofSeconds(20);

    private final SessionRecords sessions;
    private final ResultRecords results;
    private final DetailRecords details;
    private final SelectionRecords selections;
    private final OldResults oldResults;

    private final GroupCommit writes;
    private final Write<Instant, Integer> removeExpired = Write.oneByOne(
            "remove what has expired",
            (handle, now) -> SelectionRecords.EXPIRED.forgetSome(handle, now)
                    + KeyedRequestRows.EXPIRED.forgetSome(handle, now));

    private final Writability writability;
    private final ColumnRefill refill;

    private JdbiExecutionSessionStore(Database database, Writability writability) {
        this.writability = writability;
        refill = database.refill();
        writes = database.writes();
        sessions = new SessionRecords(database);
        results = new ResultRecords(database);
        details = new DetailRecords(database);
        selections = new SelectionRecords(database);
        oldResults = new OldResults(database);
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
        return open(dataSource, Durability.SURVIVES_POWER_CUTS, (writes, nanos) -> {});
    }

    /**
     * The same with another durability, and with somebody who watches.
     *
     * @param dataSource gives connections to the database; not null
     * @param durability what acknowledged writes survive; not null
     * @param observer hears of every commit; not null
     * @return the store
     * @throws StoreUnavailableException when the database cannot be reached, is read-only, denies its user a right, or its
     *     schema cannot be brought up to date
     * @throws IllegalArgumentException when the database is neither H2 nor PostgreSQL, or an H2 of 2.5.250 to 2.5.252 with
     *     a file, or a PostgreSQL whose encoding is not UTF8 or whose schema does not exist, when a table of another
     *     application has a name of ours, or when the connections have {@code reWriteBatchedInserts}; the message says why
     */
    public static JdbiExecutionSessionStore open(
            DataSource dataSource, Durability durability, CommitObserver observer) {
        return open(dataSource, durability, observer, QUERY_TIMEOUT);
    }

    /**
     * The same with another limit on queries.
     *
     * @param dataSource gives connections to the database; not null
     * @param durability what acknowledged writes survive; not null
     * @param observer hears of every commit; not null
     * @param queryTimeout how long the database may work on a list or count until it hands out the next row; then the query is
     *     ended. It should be less than the time-out of the connections to the database; not null
     * @return the store
     * @throws StoreUnavailableException when the database cannot be reached or its schema cannot be brought up to date
     * @throws IllegalArgumentException when the database is neither H2 nor PostgreSQL, or an H2 of 2.5.250 to 2.5.252 with
     *     a file, or when the connections have {@code reWriteBatchedInserts}; the message says why
     */
    public static JdbiExecutionSessionStore open(
            DataSource dataSource, Durability durability, CommitObserver observer, Duration queryTimeout) {
        requireNonNull(queryTimeout, "queryTimeout");
        requireNonNull(dataSource, "dataSource");
        requireNonNull(durability, "durability");
        requireNonNull(observer, "observer");
        Jdbi jdbi = Jdbi.create(dataSource);
        jdbi.registerArrayType(UUID.class, "uuid");
        // Its messages would hold what callers said.
        jdbi.configure(StatementExceptions.class, exceptions -> exceptions.setMessageRendering(MessageRendering.NONE));
        Dialect dialect =
                SqlFailure.translate("be reached", () -> jdbi.withHandle(JdbiExecutionSessionStore::fitDialect));
        Schema.migrate(dataSource, dialect);
        Writability writability = new Writability(jdbi, dialect);
        writability.ask();
        SqlFailure.translate("be prepared", () -> {
            jdbi.useHandle(dialect::prepare);
            return null;
        });
        GroupCommit writes = new GroupCommit(jdbi, dialect, MAX_QUEUED, PATIENCE, durability, observer);
        Documents documents = new Documents();
        return SqlFailure.translate("fill its columns", () -> {
            Transactions transactions = new Transactions(jdbi, dialect);
            RowFormats formats = RowFormats.register(transactions);
            ColumnRefill refill = new ColumnRefill(jdbi, transactions, formats, documents);
            refill.fillIncomplete();
            return new JdbiExecutionSessionStore(
                    new Database(jdbi, dialect, writes, documents, formats, refill, queryTimeout), writability);
        });
    }

    private static Dialect fitDialect(Handle handle) {
        Dialect dialect = Dialect.of(handle.queryMetadata(DatabaseMetaData::getDatabaseProductName));
        dialect.requireFit(handle);
        Writability.requireChanges(dialect, handle);
        ForeignTables.refuse(handle);
        return dialect;
    }

    /** What writes survive once they are acknowledged. */
    public enum Durability {
        /** Also that the machine loses its power, as far as its disk keeps what it says it has. */
        SURVIVES_POWER_CUTS,

        /**
         * That the process is killed, and on H2 no more: it is left to the operating system when the file goes to the disk.
         * On PostgreSQL the same as {@link #SURVIVES_POWER_CUTS}.
         */
        SURVIVES_KILLS
    }

    /** Hears of commits. It is called by the threads that write, and must not keep them. */
    @FunctionalInterface
    public interface CommitObserver {

        /**
         * Writes were committed, and are on the disk.
         *
         * @param writes how many shared the commit
         * @param nanos how long it took from its begin to the disk, in nanoseconds
         */
        void committed(int writes, long nanos);

        /**
         * A commit failed for want of the database, and with it the writes that shared it.
         *
         * @param condition what keeps the database from writing; not null
         */
        default void failed(Condition condition) {}
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
        SqlFailure.translate("fill its columns", () -> {
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
    public RecordStore<ExecutionSession> sessions() {
        return sessions;
    }

    @Override
    public RecordStore<RecordedResult> results() {
        return results;
    }

    @Override
    public RecordStore<RecordedDetail> details() {
        return details;
    }

    @Override
    public int forgetResults(Instant before, int most) {
        return oldResults.forget(before, most);
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
