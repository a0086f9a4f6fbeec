package org.executionsession.jdbi.internal.sql;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.executionsession.jdbi.config.Durability;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatement;

/** PostgreSQL 13 or newer. */
public final class PostgresqlDialect implements Dialect {

    /**
     * The ids of the locks for the addition of rows. A collision with the lock of an entity is unlikely and would only delay a
     * transaction.
     */
    private static final UUID SELECTIONS = new UUID(0, 0x53454c454354L);

    private static final UUID NOTIFICATIONS = new UUID(0, 0x4e4f54494659L);

    /** The id of the lock for migrations of the schema. */
    private static final long SCHEMA = 0x534348454d41L;

    /**
     * The number of code points of a text that an index holds. A B-tree rejects an entry of more than a third of a page. A hash index
     * accepts longer texts, but an insert reads all entries of the same text, such as those of the one user who starts all tasks.
     */
    private static final int MAX_TEXT_KEY = 500;

    private static final String TEXT_KEY = "left(";
    private static final String END_OF_TEXT_KEY = ", " + MAX_TEXT_KEY + ")";

    @Override
    public Map<String, String> placeholders() {
        return Map.of(
                "bytes",
                "bytea",
                "text",
                // This collation orders by code points, as the domain defines it.
                "varchar collate \"C\"",
                "text_key",
                TEXT_KEY,
                "end_of_text_key",
                END_OF_TEXT_KEY);
    }

    @Override
    public String textKey(String textColumn, String text) {
        return text.codePointCount(0, text.length()) < MAX_TEXT_KEY
                ? TEXT_KEY + textColumn + END_OF_TEXT_KEY
                : textColumn;
    }

    @Override
    public String orderByExpression(String textColumn) {
        return textColumn;
    }

    @Override
    public int maxWriters() {
        // While one writer waits for the disk, the other one works.
        return 2;
    }

    @Override
    public void requireSuitable(Handle handle) {
        PostgresqlRequirements.requireEncoding(handle);
    }

    @Override
    public void requireCurrentSchema(Handle handle) {
        PostgresqlRequirements.requireSchema(handle);
    }

    @Override
    public String sessionId() {
        return "pg_backend_pid()";
    }

    @Override
    public boolean hasQualifiedIndexes() {
        return false;
    }

    @Override
    public boolean isReadOnly(Handle handle) {
        boolean readOnly = handle.createQuery("select current_setting('transaction_read_only') = 'on'")
                .mapTo(Boolean.class)
                .one();
        return readOnly && rejectsWrites(handle);
    }

    /**
     * Runs a statement that a read-only database rejects. A connection keeps the setting with which it began, and only an exception
     * can make a pool replace it by one that has the current setting.
     */
    private static boolean rejectsWrites(Handle handle) {
        try {
            handle.execute("create temporary table read_only_check () on commit drop");
            return false;
        } catch (JdbiException rejected) {
            if (SqlExceptionTranslator.condition(rejected) == Condition.READ_ONLY) {
                return true;
            }
            throw rejected;
        }
    }

    @Override
    public List<String> missingPrivileges(Handle handle) {
        return PostgresqlRequirements.missingPrivileges(handle);
    }

    @Override
    public void prepare(Handle handle) {
        // It changes no settings of the connection; afterBegin() sets them for each transaction.
    }

    @Override
    public void afterBegin(Handle handle) {
        // Overrides the settings of the server and the role: a commit must be on the disk before the response. The lock
        // timeout is also a setting of the connections, but a connection pooler may drop it.
        handle.execute("select set_config('synchronous_commit', 'on', true), set_config('lock_timeout',"
                + " case current_setting('lock_timeout') when '0' then '2s' else current_setting('lock_timeout') end,"
                + " true)");
    }

    @Override
    public void afterBegin(Handle handle, Duration lockTimeout) {
        handle.execute("select set_config('synchronous_commit', 'on', true), set_config('lock_timeout', '"
                + lockTimeout.toMillis() + "ms', true)");
    }

    @Override
    public void limitLockTimeout(Handle handle, Duration lockTimeout) {
        handle.execute("select set_config('lock_timeout', '" + lockTimeout.toMillis() + "ms', true)");
    }

    @Override
    public void afterCommit(Handle handle, Durability durability) {
        // The commit is on the disk already, because of synchronous_commit.
    }

    @Override
    public void insert(Handle handle, RowInsert insert, List<Object[]> rows) {
        insert.insertTogether(handle, rows);
    }

    @Override
    public boolean[] insertAbsent(Handle handle, RowInsert insert, List<Object[]> rows) {
        return insert.insertAbsentTogether(handle, rows);
    }

    @Override
    public void lockNew(Handle handle, List<UUID> ids) {
        // In a fixed order, so that two such transactions cannot deadlock.
        ids.stream().distinct().sorted().forEach(id -> lock(handle, id));
    }

    @Override
    public void lockForDeletion(Handle handle, List<UUID> ids) {
        lockNew(handle, ids);
    }

    @Override
    public boolean[] insertUncontended(Handle handle, RowInsert insert, List<Object[]> rows) {
        boolean[] inserted = new boolean[rows.size()];
        List<Integer> locked = tryLockAll(
                handle, rows.stream().map(row -> lockKey((UUID) row[0])).toList());
        boolean[] ofLocked = insert.insertAbsentTogether(
                handle, locked.stream().map(rows::get).toList());
        for (int i = 0; i < ofLocked.length; i++) {
            inserted[locked.get(i)] = ofLocked[i];
        }
        return inserted;
    }

    /** Tries to lock keys until the transaction ends. Returns the positions of those that are locked now. */
    private static List<Integer> tryLockAll(Handle handle, List<Long> keys) {
        return keys.isEmpty()
                ? List.of()
                : handle.createQuery("select n - 1 from unnest(cast(:keys as bigint[])) with ordinality as k(key, n)"
                                + " where pg_try_advisory_xact_lock(key) order by n")
                        .bindArray("keys", Long.class, keys)
                        .mapTo(Integer.class)
                        .list();
    }

    private static long lockKey(UUID id) {
        return id.getMostSignificantBits() ^ id.getLeastSignificantBits();
    }

    @Override
    public boolean tryLockSchema(Handle handle) {
        return handle.createQuery("select pg_try_advisory_xact_lock(:id)")
                .bind("id", SCHEMA)
                .mapTo(Boolean.class)
                .one();
    }

    @Override
    public boolean hasTransactionalDdl() {
        return true;
    }

    @Override
    public void lockAddition(Handle handle, LimitedRows rows) {
        lock(
                handle,
                switch (rows) {
                    case SELECTIONS -> SELECTIONS;
                    case NOTIFICATIONS -> NOTIFICATIONS;
                });
    }

    private static void lock(Handle handle, UUID id) {
        handle.createQuery("select 1 from (select pg_advisory_xact_lock(:id)) as locked")
                .bind("id", lockKey(id))
                .mapTo(Integer.class)
                .one();
    }

    @Override
    public CancellableQuery.Canceller canceller(Handle handle, Jdbi jdbi) {
        // The cancellation of the driver has no effect while it fetches more rows. PostgreSQL does not cancel a query
        // while it compiles it (JIT), which takes longer than the timeout for filters of hundreds of comparisons.
        int process = handle.createQuery("select pg_backend_pid(), set_config('jit', 'off', true)")
                .map((row, context) -> row.getInt(1))
                .one();
        return running -> jdbi.useHandle(other -> other.createQuery("select pg_cancel_backend(:process)")
                .bind("process", process)
                .mapTo(Boolean.class)
                .one());
    }

    @Override
    public boolean streamsRows() {
        return false;
    }

    @Override
    public boolean readsInOrder(Handle handle, String sql, Consumer<SqlStatement<?>> parameters) {
        // It would still fetch several rows at once.
        return false;
    }

    @Override
    public boolean cancelsWithinRows() {
        return true;
    }

    @Override
    public boolean sortsTexts() {
        // It sorts references to long texts.
        return true;
    }

    @Override
    public boolean keepsRowsInProcess() {
        return false;
    }

    @Override
    public <T> T streaming(Handle handle, Supplier<T> reading) {
        // The driver uses a cursor only in a transaction.
        handle.begin();
        try {
            return reading.get();
        } finally {
            handle.rollback();
        }
    }

    @Override
    public <T> T snapshot(Handle handle, Supplier<T> reading) {
        return streaming(handle, () -> {
            handle.execute("set transaction isolation level repeatable read");
            return reading.get();
        });
    }
}
