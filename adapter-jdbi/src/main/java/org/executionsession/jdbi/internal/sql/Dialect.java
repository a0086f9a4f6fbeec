package org.executionsession.jdbi.internal.sql;

import java.sql.BatchUpdateException;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.query.ValueKind;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.PreparedBatch;

/** What the databases do differently. All other SQL here means the same to each of them. */
public enum Dialect {
    /**
     * H2, in the process or behind a port. As delivered, it writes a commit to its file up to half a second after it has
     * answered, so that even a killed process loses commits; and it asks the disk to keep them only when it closes.
     */
    H2 {
        @Override
        public String bytesType() {
            return "varbinary";
        }

        @Override
        String textType() {
            return "varchar";
        }

        @Override
        public String ordered(String textColumn) {
            // Its own order of texts is that of UTF-16 units; that of UTF-8 bytes is that of code points.
            return "cast(" + textColumn + " as varbinary)";
        }

        @Override
        public String indexMethod(ValueKind kind) {
            return "";
        }

        @Override
        public int writers() {
            // Measured: with a second one, or with the next group let in while one waits for the disk, groups get
            // smaller, and 128 callers record a quarter less.
            return 1;
        }

        @Override
        public void requireFit(Handle handle) {
            String version = handle.queryMetadata(DatabaseMetaData::getDatabaseProductVersion);
            boolean inMemory = handle.queryMetadata(DatabaseMetaData::getURL).startsWith("jdbc:h2:mem:");
            if (!inMemory && new H2Release(version).losesCommitsInAKill()) {
                throw new IllegalArgumentException("H2 " + version + " comes back from a kill without commits that it"
                        + " has acknowledged: take 2.4.240");
            }
        }

        @Override
        public boolean isReadOnly(Handle handle) {
            return handle.createQuery("call readonly()").mapTo(Boolean.class).one();
        }

        @Override
        public List<String> missingRights(Handle handle) {
            // Only an administrator may prepare it, who may do everything.
            return List.of();
        }

        @Override
        public void prepare(Handle handle) {
            handle.execute("set write_delay 0");
        }

        @Override
        public void committed(Handle handle) {
            handle.execute("checkpoint sync");
        }

        @Override
        public String insertWhereAbsent(String insert) {
            return insert;
        }

        @Override
        public int[] insertedWhereAbsent(PreparedBatch batch) {
            try {
                return batch.execute();
            } catch (JdbiException failure) {
                // It goes on behind a row that it refuses, and tells of each whether it was.
                if (failure.getCause() instanceof BatchUpdateException refused && isOfDuplicatesAlone(refused)) {
                    return refused.getUpdateCounts();
                }
                throw failure;
            }
        }

        @Override
        public void lockAll(Handle handle, List<? extends AuditedEntity> entities) {
            // There is one writer.
        }

        @Override
        public void lockSelections(Handle handle) {
            // There is one writer.
        }

        @Override
        public CancellableQuery.Canceller canceller(Handle handle, Jdbi jdbi) {
            return Statement::cancel;
        }

        @Override
        public <T> T streaming(Handle handle, Supplier<T> reading) {
            handle.execute("set lazy_query_execution true");
            // What is read later must be of the same moment as what is read first.
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
    },

    /** PostgreSQL 13 or newer. */
    POSTGRESQL {
        @Override
        public String bytesType() {
            return "bytea";
        }

        @Override
        String textType() {
            // The collation that orders by code point, and that an index can serve the beginning of texts with.
            return "varchar collate \"C\"";
        }

        @Override
        public String ordered(String textColumn) {
            return textColumn;
        }

        @Override
        public String indexMethod(ValueKind kind) {
            // A tree refuses a text of more than a third of a page.
            return kind == ValueKind.TEXT ? " using hash" : "";
        }

        @Override
        public int writers() {
            // While one waits for the disk, the other one works.
            return 2;
        }

        @Override
        public void requireFit(Handle handle) {
            PostgresqlRequirements.require(handle);
        }

        @Override
        public boolean isReadOnly(Handle handle) {
            return handle.createQuery("select current_setting('transaction_read_only') = 'on'")
                    .mapTo(Boolean.class)
                    .one();
        }

        @Override
        public List<String> missingRights(Handle handle) {
            return PostgresqlRequirements.missingRights(handle);
        }

        @Override
        public void prepare(Handle handle) {
            // Sets nothing that would outlast a connection: see begun().
            handle.begin();
            try (PreparedBatch batch = handle.prepareBatch(insertWhereAbsent(PROBE))) {
                // The driver rewrites no batch of one.
                for (UUID id : List.of(UUID.randomUUID(), UUID.randomUUID())) {
                    batch.bind("id", id).bind("content", new byte[0]).add();
                }
                insertedWhereAbsent(batch);
            } catch (IllegalStateException rewritten) {
                throw new IllegalArgumentException(rewritten.getMessage(), rewritten);
            } finally {
                handle.rollback();
            }
        }

        @Override
        public void begun(Handle handle) {
            // Whatever the server or the user's role says, also when that is more: what is answered is on the disk.
            // A limit for locks is a setting of our connections, but a pooler between may keep that to itself.
            handle.execute("select set_config('synchronous_commit', 'on', true), set_config('lock_timeout',"
                    + " case current_setting('lock_timeout') when '0' then '2s' else current_setting('lock_timeout') end,"
                    + " true)");
        }

        @Override
        public void committed(Handle handle) {
            // A commit is on the disk.
        }

        @Override
        public String insertWhereAbsent(String insert) {
            return insert + " on conflict do nothing";
        }

        @Override
        public int[] insertedWhereAbsent(PreparedBatch batch) {
            int[] inserted = batch.execute();
            if (contains(inserted, Statement.SUCCESS_NO_INFO)) {
                // Else what was not said would be taken for "the key is there", and what was acknowledged not be
                // stored.
                throw new IllegalStateException("the connections to PostgreSQL have reWriteBatchedInserts=true, with"
                        + " which the driver does not tell which rows were inserted: leave it out");
            }
            return inserted;
        }

        @Override
        public void lockAll(Handle handle, List<? extends AuditedEntity> entities) {
            // In one order: of two writes, neither waits for the other one while that one waits for it.
            entities.stream().map(AuditedEntity::id).distinct().sorted().forEach(id -> lock(handle, id));
        }

        @Override
        public void lockSelections(Handle handle) {
            lock(handle, SELECTIONS);
        }

        private static void lock(Handle handle, UUID id) {
            handle.createQuery("select 1 from (select pg_advisory_xact_lock(:id)) as locked")
                    .bind("id", id.getMostSignificantBits() ^ id.getLeastSignificantBits())
                    .mapTo(Integer.class)
                    .one();
        }

        @Override
        public CancellableQuery.Canceller canceller(Handle handle, Jdbi jdbi) {
            // The driver's own cancellation of a statement does nothing while it fetches more rows.
            int process = handle.createQuery("select pg_backend_pid()")
                    .mapTo(Integer.class)
                    .one();
            return running -> jdbi.useHandle(other -> other.createQuery("select pg_cancel_backend(:process)")
                    .bind("process", process)
                    .mapTo(Boolean.class)
                    .one());
        }

        @Override
        public <T> T streaming(Handle handle, Supplier<T> reading) {
            // Only within a transaction does the driver fetch rows as they are needed.
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
    };

    private static final String DUPLICATE = "23505";

    /** Of a time before all that are given to entities. */
    private static final UUID SELECTIONS = new UUID(0, 0x53454c454354L);

    private static final String PROBE = "insert into execution_write_check (id, content) values (:id, :content)";

    /**
     * The dialect of a database.
     *
     * @throws IllegalArgumentException when the store cannot be kept there
     */
    public static Dialect of(String databaseProduct) {
        return switch (databaseProduct.toLowerCase(Locale.ROOT)) {
            case "h2" -> H2;
            case "postgresql" -> POSTGRESQL;
            default ->
                throw new IllegalArgumentException(
                        "execution sessions are kept in H2 or PostgreSQL, but the database is " + databaseProduct);
        };
    }

    /** The type of a document. */
    public abstract String bytesType();

    /** The type of a text that is searched. */
    abstract String textType();

    /** What to order by so that texts come in the order of their code points, as the domain says. */
    public abstract String ordered(String textColumn);

    /** How an index on a column of a kind is built, to follow the name of the table. */
    public abstract String indexMethod(ValueKind kind);

    /** How many transactions that write are worth having at once. */
    public abstract int writers();

    /**
     * Refuses a database that does not keep what it acknowledges, before anything is done to it.
     *
     * @throws IllegalArgumentException which says why
     */
    public void requireFit(Handle handle) {}

    /** Whether the database takes no changes. */
    public abstract boolean isReadOnly(Handle handle);

    /** What the user of the database may not do with its tables, such as {@code INSERT on selection}. */
    public abstract List<String> missingRights(Handle handle);

    /**
     * Makes a database keep what it acknowledges, once, when it is opened and has its tables.
     *
     * @throws IllegalArgumentException when its connections cannot be used
     */
    public abstract void prepare(Handle handle);

    /** Makes a transaction keep what it acknowledges; called at its begin. */
    public void begun(Handle handle) {}

    /** Called after each commit; when this returns, what was committed is on the disk. */
    public abstract void committed(Handle handle);

    /** An insert that leaves out the rows whose key is there, for {@link #insertedWhereAbsent}. */
    public abstract String insertWhereAbsent(String insert);

    /**
     * Runs a batch of such inserts; how many rows each has inserted, not positive for none.
     *
     * @throws IllegalStateException when the driver does not tell
     */
    public abstract int[] insertedWhereAbsent(PreparedBatch batch);

    /** Keeps others who lock entities with the same ids waiting until the transaction ends. */
    public abstract void lockAll(Handle handle, List<? extends AuditedEntity> entities);

    /** Keeps others who add selections waiting until the transaction ends, so that what is counted stays true. */
    public abstract void lockSelections(Handle handle);

    /** How a statement that the handle will run is ended by another thread; called in the transaction of that statement. */
    public abstract CancellableQuery.Canceller canceller(Handle handle, Jdbi jdbi);

    /** Reads while the database hands out rows as it finds them, instead of all at once. */
    public abstract <T> T streaming(Handle handle, Supplier<T> reading);

    /** The same for several queries, each of which sees the database as the first one does. */
    public abstract <T> T snapshot(Handle handle, Supplier<T> reading);

    private static boolean isOfDuplicatesAlone(BatchUpdateException refused) {
        for (SQLException next = refused.getNextException(); next != null; next = next.getNextException()) {
            if (!DUPLICATE.equals(next.getSQLState())) {
                return false;
            }
        }
        return refused.getNextException() != null && contains(refused.getUpdateCounts(), Statement.EXECUTE_FAILED);
    }

    private static boolean contains(int[] counts, int sought) {
        for (int count : counts) {
            if (count == sought) {
                return true;
            }
        }
        return false;
    }
}
