package org.executionsession.jdbi.internal.record;

import static java.util.stream.Collectors.joining;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.jdbi.internal.commit.WriteExecutor;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.record.RowBinder.ResultKey;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.IdOrder;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.Handle;

/** Purges old results, with their details, script logs and ended sessions. */
public final class ResultPurge {

    /** Has no order, so that the database can use the index on the start time and stop after the first matches. */
    private static final String FIND = "select r.id, r.execution_id from execution_result r"
            + " left join execution_session s on s.id = r.execution_id and s.result_id = r.id"
            + " where r.q_start_time < :before and r.modified_date < :before"
            + " and (s.id is null or s.modified_date < :before and r.q_status in ("
            + TaskExecutionStatus.TERMINAL.stream()
                    .map(status -> String.valueOf(status.number()))
                    .collect(joining(", "))
            + "))";

    private final WriteExecutor writes;
    private final ResultRows results;
    private final Dialect dialect;
    private final WriteOperation<Batch, Integer> purge =
            WriteOperation.oneByOne("purge old results", Batch::limit, batch -> RecordStore.UNKNOWN_BYTES, this::purge);

    public ResultPurge(JdbiContext database) {
        writes = database.writes();
        results = new ResultRows(database);
        dialect = database.dialect();
    }

    /** The maximum number of results, and the date before which they must be. */
    private record Batch(Instant before, int limit) {}

    public int purge(Instant before, int limit) {
        int purged = 0;
        int last = 1;
        while (last > 0 && purged < limit) {
            last = writes.run(purge, new Batch(before, limit - purged));
            purged += last;
        }
        return purged;
    }

    private int purge(Handle handle, Batch batch) {
        int purged = 0;
        for (ResultKey key : fitting(handle, find(handle, batch))) {
            purged += purge(handle, key, batch.before()) ? 1 : 0;
        }
        return purged;
    }

    /** Returns as many results as one transaction may remove. */
    private List<ResultKey> fitting(Handle handle, List<ResultKey> keys) {
        if (!dialect.keepsRowsInProcess()) {
            return keys;
        }
        LargeTexts.Limit limit = new LargeTexts.Limit();
        int count = 0;
        while (count < keys.size()
                && limit.has(results.documentBytes(handle, keys.get(count)).orElse(0L))) {
            count++;
        }
        return keys.subList(0, Math.max(Math.min(1, keys.size()), count));
    }

    private static List<ResultKey> find(Handle handle, Batch batch) {
        return handle
                .createQuery(FIND + " fetch first " + batch.limit() + " rows only")
                .bind("before", UtcTimestamp.of(batch.before()))
                .map((columns, context) -> new ResultKey(
                        columns.getObject("id", UUID.class), columns.getObject("execution_id", UUID.class)))
                .stream()
                // In a fixed order, so that two such transactions cannot deadlock.
                .sorted(Comparator.comparing(ResultKey::executionId, IdOrder.IDS)
                        .thenComparing(ResultKey::id, IdOrder.IDS))
                .toList();
    }

    private boolean purge(Handle handle, ResultKey key, Instant before) {
        // The result may have changed before its row was locked.
        Optional<ExecutionResultEntity> old =
                results.findForUpdate(handle, key).filter(result -> result.isOlderThan(before));
        if (old.isEmpty() || !deleteEndedSession(handle, key, old.get(), before)) {
            return false;
        }
        results.delete(handle, key);
        return true;
    }

    /** Deletes the session whose current result this is, if it has ended and is old. Returns false if it must stay. */
    private static boolean deleteEndedSession(
            Handle handle, ResultKey key, ExecutionResultEntity result, Instant before) {
        Optional<Instant> changed = handle.createQuery("select modified_date from execution_session"
                        + " where id = :session and result_id = :result for update")
                .bind("session", key.executionId())
                .bind("result", key.id())
                .map((columns, context) -> UtcTimestamp.read(columns, "modified_date"))
                .findOne();
        if (changed.isEmpty()) {
            return true;
        }
        boolean ended = TaskExecutionStatus.TERMINAL.contains(result.result().status())
                && changed.get().isBefore(before);
        if (ended) {
            RemoveSessions.delete(handle, List.of(key.executionId()));
        }
        return ended;
    }
}
