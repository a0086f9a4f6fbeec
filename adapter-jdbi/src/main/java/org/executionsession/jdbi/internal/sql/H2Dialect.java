package org.executionsession.jdbi.internal.sql;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.executionsession.jdbi.config.Durability;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * H2, embedded or as a server. By default, it writes a commit to its file up to half a second after it acknowledges it,
 * so that even a killed process loses commits. It calls fsync only when it closes. So this class has each commit written.
 *
 * <p>H2 could write each commit by itself, with {@code WRITE_DELAY 0}. But then it never reclaims space in its file while it
 * runs.
 */
public final class H2Dialect implements Dialect {

    private static final Logger LOG = LoggerFactory.getLogger(H2Dialect.class);

    /** The SQLSTATE of a duplicate key. */
    private static final String DUPLICATE = "23505";

    /** The SQLSTATE of a lock that another transaction holds for too long. */
    private static final String LOCKED = "HYT00";

    /** Ends the plan of a query whose rows an index has in order. The plans of its subqueries, which may have it too, come before. */
    private static final String INDEX_SORTED = "/* index sorted */";

    private final H2Engine engine = new H2Engine();
    private final H2Sessions sessions = new H2Sessions();

    /** Whether the user had all privileges when it was checked. */
    private volatile boolean hasPrivileges;

    /** The timeout of the connections. Before it is read, the default of a database. */
    private int lockTimeoutMillis = 2_000;

    /** Whether commits are written through the engine; otherwise by statements. */
    private boolean hasEngine;

    @Override
    public Map<String, String> placeholders() {
        return Map.of("bytes", "varbinary", "text", "varchar", "text_key", "", "end_of_text_key", "");
    }

    @Override
    public String textKey(String textColumn, String text) {
        return textColumn;
    }

    @Override
    public String orderByExpression(String textColumn) {
        // H2 orders texts by UTF-16 units. The order of UTF-8 bytes is that of code points.
        return "cast(" + textColumn + " as varbinary)";
    }

    @Override
    public int maxWriters() {
        // Measured: with a second writer, or if the next batch starts while one waits for the disk, batches get
        // smaller, and 128 clients create 25 % fewer sessions.
        return 1;
    }

    @Override
    public void requireSuitable(Handle handle) {
        String version = handle.queryMetadata(DatabaseMetaData::getDatabaseProductVersion);
        boolean inMemory = handle.queryMetadata(DatabaseMetaData::getURL).startsWith("jdbc:h2:mem:");
        H2Release release = new H2Release(version);
        if (!inMemory && release.losesCommitsInAKill()) {
            throw new IllegalArgumentException("H2 " + version
                    + " loses acknowledged commits when its process is killed; use " + H2Release.RECOMMENDED);
        }
        if (!release.isTested()) {
            LOG.warn("the store is tested with H2 {}, and this is {}", H2Release.RECOMMENDED, version);
        }
    }

    @Override
    public void requireCurrentSchema(Handle handle) {
        // H2 rejects a connection to a schema that does not exist.
    }

    @Override
    public String sessionId() {
        return "session_id()";
    }

    @Override
    public boolean hasQualifiedIndexes() {
        return true;
    }

    @Override
    public boolean isReadOnly(Handle handle) {
        return handle.createQuery("call readonly()").mapTo(Boolean.class).one();
    }

    @Override
    public List<String> missingPrivileges(Handle handle) {
        // Asked until it has them: readiness asks each second, and the check runs statements.
        if (!hasPrivileges) {
            List<String> missing = missingRights(handle);
            hasPrivileges = missing.isEmpty();
            return missing;
        }
        return List.of();
    }

    private static List<String> missingRights(Handle handle) {
        return ForeignTables.written().stream()
                .sorted()
                .flatMap(table -> missingPrivileges(table, handle))
                .toList();
    }

    /** Runs statements that change no row, because the catalog does not show the privileges that a user has through roles. */
    private static Stream<String> missingPrivileges(String table, Handle handle) {
        String column = ForeignTables.firstColumn(table);
        return Map.of(
                        "SELECT", "select count(*) from " + table + " where false",
                        "INSERT", "insert into " + table + " (" + column + ") select null where false",
                        "UPDATE", "update " + table + " set " + column + " = null where false",
                        "DELETE", "delete from " + table + " where false")
                .entrySet()
                .stream()
                .filter(operation -> isDenied(operation.getValue(), handle))
                .map(operation -> operation.getKey() + " on " + table)
                .sorted();
    }

    private static boolean isDenied(String statement, Handle handle) {
        try {
            handle.execute(statement);
            return false;
        } catch (JdbiException failure) {
            if (SqlExceptionTranslator.condition(failure) == Condition.DENIED) {
                return true;
            }
            throw failure;
        }
    }

    @Override
    public void prepare(Handle handle) {
        lockTimeoutMillis = lockTimeout(handle);
        hasEngine = writesThroughEngine(handle);
        if (!hasEngine) {
            handle.execute("set write_delay 0");
        }
    }

    private boolean writesThroughEngine(Handle handle) {
        try {
            return engine.sync(handle) && engine.write(handle);
        } catch (LinkageError differentRelease) {
            return false;
        }
    }

    @Override
    public Optional<Connection> closeIfFailed(Connection connection) throws SQLException {
        return hasEngine ? sessions.closeIfFailed(connection) : Optional.empty();
    }

    @Override
    public Connection borrow(DataSource pool) throws SQLException {
        return hasEngine ? sessions.borrow(pool) : PoolException.connection(pool);
    }

    @Override
    public void afterBegin(Handle handle, Duration lockTimeout) {
        limitLockTimeout(handle, lockTimeout);
    }

    @Override
    public void limitLockTimeout(Handle handle, Duration lockTimeout) {
        handle.execute("set lock_timeout " + lockTimeout.toMillis());
    }

    @Override
    public void restoreLockTimeout(Handle handle) {
        handle.execute("set lock_timeout " + lockTimeoutMillis);
    }

    @Override
    public void afterCommit(Handle handle, Durability durability) {
        boolean sync = durability == Durability.FSYNC;
        boolean done = hasEngine && (sync ? engine.sync(handle) : engine.write(handle));
        if (!done) {
            handle.execute(sync ? "checkpoint sync" : "checkpoint");
        }
    }

    @Override
    public void insert(Handle handle, RowInsert insert, List<Object[]> rows) {
        insert.insertOneByOne(handle, rows);
    }

    @Override
    public boolean[] insertAbsent(Handle handle, RowInsert insert, List<Object[]> rows) {
        return inserted(counts(handle, insert, rows, Set.of(DUPLICATE)));
    }

    @Override
    public boolean[] insertUncontended(Handle handle, RowInsert insert, List<Object[]> rows) {
        if (rows.isEmpty()) {
            return new boolean[0];
        }
        int timeout = lockTimeout(handle);
        // 0 would be the default timeout.
        handle.execute("set lock_timeout 1");
        try {
            return inserted(counts(handle, insert, rows, Set.of(DUPLICATE, LOCKED)));
        } finally {
            handle.execute("set lock_timeout " + timeout);
        }
    }

    private static int lockTimeout(Handle handle) {
        return handle.createQuery("call lock_timeout()").mapTo(Integer.class).one();
    }

    private static boolean[] inserted(int[] counts) {
        boolean[] inserted = new boolean[counts.length];
        for (int i = 0; i < counts.length; i++) {
            inserted[i] = counts[i] > 0;
        }
        return inserted;
    }

    /** Inserts rows. Returns the row counts, which are not positive for rows that were rejected for one of the given SQLSTATEs. */
    private static int[] counts(Handle handle, RowInsert insert, List<Object[]> rows, Set<String> accepted) {
        try {
            return insert.insertOneByOne(handle, rows);
        } catch (JdbiException failure) {
            if (failure.getCause() instanceof BatchUpdateException rejected) {
                // The SQLSTATE of a batch is that of its first rejected row. An accepted reason would hide a lock that
                // is held, or a deadlock.
                Optional<SQLException> other = rejectionOtherThan(accepted, rejected);
                if (other.isPresent()) {
                    throw new UnableToExecuteStatementException(other.get(), null);
                }
                // H2 continues after a rejected row and reports the outcome of each row.
                if (reportsRejections(rejected)) {
                    return rejected.getUpdateCounts();
                }
            }
            throw failure;
        }
    }

    @Override
    public void lockNew(Handle handle, List<UUID> ids) {
        // H2 has no lock but that of a row. Until this transaction ends, another one that inserts the same key waits,
        // even though the row is deleted. Each row has a statement of its own: H2 repeats a statement that has waited,
        // without undoing the rows that it has inserted.
        List<UUID> inOrder = ids.stream().distinct().sorted(IdOrder.IDS).toList();
        executeForEach(handle, "insert into execution_id_lock (id) values (:id)", inOrder);
        executeForEach(handle, "delete from execution_id_lock where id = :id", inOrder);
    }

    private static void executeForEach(Handle handle, String sql, List<UUID> ids) {
        try (PreparedBatch batch = handle.prepareBatch(sql)) {
            ids.forEach(id -> batch.bind("id", id).add());
            batch.execute();
        }
    }

    @Override
    public boolean tryLockSchema(Handle handle) {
        // Each statement of a migration commits by itself, so no lock would last. Concurrent starts are safe without
        // one, since
        // each statement is repeatable.
        return true;
    }

    @Override
    public boolean hasTransactionalDdl() {
        return false;
    }

    @Override
    public void lockAddition(Handle handle, LimitedRows rows) {
        // H2 has no lock but that of a row. This one always exists, and nothing else locks it once the schema is up to
        // date. It serves all: such rows are seldom added.
        handle.execute(
                "select version from " + ForeignTables.HISTORY + " order by version fetch first 1 row only for update");
    }

    @Override
    public CancellableQuery.Canceller canceller(Handle handle, Jdbi jdbi) {
        return Statement::cancel;
    }

    @Override
    public boolean streamsRows() {
        return true;
    }

    @Override
    public boolean readsInOrder(Handle handle, String sql, Consumer<SqlStatement<?>> parameters) {
        try (Query plan = handle.createQuery("explain " + sql)) {
            parameters.accept(plan);
            return plan.mapTo(String.class).one().stripTrailing().endsWith(INDEX_SORTED);
        }
    }

    @Override
    public boolean cancelsWithinRows() {
        // H2 2.4.240 looks for a cancellation after 4,096 rows that do not match.
        return false;
    }

    @Override
    public boolean sortsTexts() {
        // H2 writes the rows that it sorts to temporary files, with the values that it sorts them by.
        return false;
    }

    @Override
    public boolean keepsRowsInProcess() {
        return true;
    }

    @Override
    public <T> T streaming(Handle handle, Supplier<T> reading) {
        handle.execute("set lazy_query_execution true");
        // All rows must be of one snapshot.
        handle.execute("set session characteristics as transaction isolation level snapshot");
        try {
            return reading.get();
        } finally {
            handle.execute("set session characteristics as transaction isolation level read committed");
            handle.execute("set lazy_query_execution false");
        }
    }

    @Override
    public <T> T snapshot(Handle handle, Supplier<T> reading) {
        return streaming(handle, () -> {
            handle.begin();
            try {
                return reading.get();
            } finally {
                handle.rollback();
            }
        });
    }

    /** Returns the first rejection of a row with another SQLSTATE than the given ones. */
    private static Optional<SQLException> rejectionOtherThan(Set<String> states, BatchUpdateException rejected) {
        for (SQLException next = rejected.getNextException(); next != null; next = next.getNextException()) {
            if (!states.contains(next.getSQLState())) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    private static boolean reportsRejections(BatchUpdateException rejected) {
        return rejected.getNextException() != null
                && IntStream.of(rejected.getUpdateCounts()).anyMatch(count -> count == Statement.EXECUTE_FAILED);
    }
}
