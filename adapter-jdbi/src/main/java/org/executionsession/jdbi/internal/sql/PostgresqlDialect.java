package org.executionsession.jdbi.internal.sql;

import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.executionsession.domain.model.AuditedEntity;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;

/** PostgreSQL 13 or newer. */
public final class PostgresqlDialect implements Dialect {

    /** Of a time before all that are given to entities. */
    private static final UUID SELECTIONS = new UUID(0, 0x53454c454354L);

    private static final String PROBE = "insert into execution_write_check (id, content) values (:id, :content)";

    @Override
    public Map<String, String> placeholders() {
        return Map.of(
                "bytes",
                "bytea",
                "text",
                // This collation orders by code point, as the domain does.
                "varchar collate \"C\"",
                "text_index",
                // A B-tree rejects a text of more than a third of a page.
                "using hash");
    }

    @Override
    public String ordered(String textColumn) {
        return textColumn;
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
        if (IntStream.of(inserted).anyMatch(count -> count == Statement.SUCCESS_NO_INFO)) {
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
    public boolean ordersByIndex(Handle handle, String sql, Consumer<SqlStatement<?>> parameters) {
        // To ask would cost every list more than it takes to read the keys of a long one.
        return false;
    }

    @Override
    public boolean sortsWithinBounds() {
        return true;
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
}
