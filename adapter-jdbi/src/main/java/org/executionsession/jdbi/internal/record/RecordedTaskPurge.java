package org.executionsession.jdbi.internal.record;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.executionsession.jdbi.internal.commit.WriteExecutor;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.IdOrder;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.executionsession.jdbi.internal.transaction.ReadTransactions;
import org.jdbi.v3.core.Handle;

/** Purges recorded tasks to which no session and no result refers any more. */
public final class RecordedTaskPurge {

    private static final String IS_OLD = " t.recorded and t.modified_date < :before"
            + " and not exists (select 1 from execution_result r where r.q_task_id = t.id)"
            + " and not exists (select 1 from execution_session s where s.q_reload_task_id = t.id)"
            + " and not exists (select 1 from execution_session s where s.q_user_sync_task_id = t.id)"
            + " and not exists (select 1 from execution_session s where s.q_external_program_task_id = t.id)";

    private static final String FIND = "select t.id from execution_task t where" + IS_OLD;

    private static final String LOCK =
            "select t.id from execution_task t where t.id = any(:ids) and" + IS_OLD + " order by t.id for update";

    private final ReadTransactions reads;
    private final WriteExecutor writes;
    private final Dialect dialect;
    private final KnownTasks known;
    private final WriteOperation<Batch, Integer> purge = WriteOperation.oneByOne("purge recorded tasks", this::delete);

    public RecordedTaskPurge(JdbiContext database) {
        reads = database.reads();
        writes = database.writes();
        dialect = database.dialect();
        known = database.knownTasks();
    }

    /** The tasks to purge, in order, and the date before which they must be. */
    private record Batch(Instant before, List<UUID> ids) {}

    /** Purges at most so many tasks. The search, which may take long, holds up no write. */
    public int purge(Instant before, int limit) {
        Batch batch = new Batch(before, find(before, limit));
        if (batch.ids().isEmpty()) {
            return 0;
        }
        int purged = writes.run(purge, batch);
        known.removeAll(batch.ids());
        return purged;
    }

    private List<UUID> find(Instant before, int limit) {
        try (Handle handle = reads.open()) {
            return handle
                    .createQuery(FIND + " fetch first " + limit + " rows only")
                    .bind("before", UtcTimestamp.of(before))
                    .mapTo(UUID.class)
                    .stream()
                    .sorted(IdOrder.IDS)
                    .toList();
        }
    }

    private int delete(Handle handle, Batch batch) {
        // Sessions of the tasks then do not wait for the end of this transaction.
        dialect.lockForDeletion(handle, batch.ids());
        List<UUID> old = handle.createQuery(LOCK)
                .bindArray("ids", UUID.class, batch.ids())
                .bind("before", UtcTimestamp.of(batch.before()))
                .mapTo(UUID.class)
                .list();
        return TaskRows.delete(handle, old);
    }
}
