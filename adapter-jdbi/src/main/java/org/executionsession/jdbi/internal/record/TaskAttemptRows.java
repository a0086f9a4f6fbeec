package org.executionsession.jdbi.internal.record;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.executionsession.domain.model.ScheduledStart;
import org.executionsession.domain.model.TaskAttempt;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.port.outbound.TaskAttemptStore;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.SharedQueryTimeout;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Reads the attempts of tasks from columns of the results, without the documents. On PostgreSQL, one statement reads the attempts of all
 * tasks. It has a part for each task, because with a window function it would read all results of the tasks. H2 reads rows with their
 * documents, and keeps one of each part in memory: 100 parts could have 100 MB. It runs a statement for each task.
 */
public final class TaskAttemptRows implements TaskAttemptStore {

    /** Ids of results are compared as texts, as everywhere. */
    private static final Comparator<TaskAttempt> LAST_FIRST = Comparator.comparing(TaskAttempt::createdDate)
            .thenComparing(attempt -> attempt.id().toString())
            .thenComparing(attempt ->
                    attempt.executionId() == null ? "" : attempt.executionId().toString())
            .reversed();

    /** The first message is read by the primary key of the details. */
    private static final String FIRST_MESSAGE = "(select substring(d.q_message from 1 for " + ScheduledStart.PREFIX_MAX
            + ") from execution_result_detail d where d.execution_id = r.execution_id and d.result_id = r.id"
            + " and d.position = 0 order by d.id fetch first 1 rows only)";

    private final JdbiContext database;

    public TaskAttemptRows(JdbiContext database) {
        this.database = database;
    }

    @Override
    public Map<UUID, List<TaskAttempt>> findLast(
            Set<UUID> tasks, int limit, @Nullable Instant before, CancellationSignal signal) {
        List<UUID> ids = List.copyOf(requireNonNull(tasks, "tasks"));
        requireNonNull(signal, "signal");
        if (ids.size() > TASKS_MAX) {
            throw new IllegalArgumentException("at most " + TASKS_MAX + " tasks, but there are " + ids.size());
        }
        if (ids.isEmpty()) {
            return Map.of();
        }
        Map<UUID, List<TaskAttempt>> attempts = new HashMap<>();
        SqlExceptionTranslator.run("list", () -> {
            try (Handle handle = database.backfill().openFilled(database.reads())) {
                if (database.dialect().keepsRowsInProcess()) {
                    CancellationSignal shared = SharedQueryTimeout.of(signal);
                    database.reads().snapshot(handle, () -> {
                        ids.forEach(id -> read(handle, List.of(id), limit, before, shared, attempts));
                        return null;
                    });
                } else {
                    database.reads().streaming(handle, () -> {
                        read(handle, ids, limit, before, signal, attempts);
                        return null;
                    });
                }
            }
        });
        attempts.values().forEach(ofTask -> ofTask.sort(LAST_FIRST));
        return attempts;
    }

    private void read(
            Handle handle,
            List<UUID> ids,
            int limit,
            @Nullable Instant before,
            CancellationSignal signal,
            Map<UUID, List<TaskAttempt>> attempts) {
        RowReader reader = database.reader(handle, signal);
        reader.readAll(
                select(ids.size(), limit, before != null),
                statement -> {
                    for (int i = 0; i < ids.size(); i++) {
                        statement.bind("task" + i, ids.get(i));
                    }
                    if (before != null) {
                        statement.bind("before", UtcTimestamp.of(before));
                    }
                },
                (row, context) -> read(row),
                attempt -> attempts.computeIfAbsent(attempt.taskId(), task -> new ArrayList<>())
                        .add(attempt));
    }

    /**
     * Returns the statement for a number of tasks. The order of each part begins with the task, although that is one value: otherwise H2
     * would sort all results of the task.
     */
    static String select(int tasks, int limit, boolean before) {
        return IntStream.range(0, tasks)
                .mapToObj(i -> "(select r.id, r.execution_id, r.q_task_id, r.created_date, r.q_status, r.q_start_time,"
                        + " r.q_stop_time, r.q_duration, " + FIRST_MESSAGE + " as first_message"
                        + " from execution_result r where r.q_task_id = :task" + i
                        + (before ? " and r.created_date < :before" : "")
                        + " order by r.q_task_id desc, r.created_date desc fetch first " + limit + " rows only)")
                .collect(joining(" union all "));
    }

    private static TaskAttempt read(ResultSet row) throws SQLException {
        String message = row.getString("first_message");
        return new TaskAttempt(
                row.getObject("id", UUID.class),
                row.getObject("execution_id", UUID.class),
                row.getObject("q_task_id", UUID.class),
                new TaskExecutionStatus(row.getInt("q_status")),
                UtcTimestamp.read(row, "created_date"),
                Optional.ofNullable(message)
                        .flatMap(ScheduledStart::parse)
                        .map(ScheduledStart::scheduledAt)
                        .orElse(null),
                date(row, "q_start_time"),
                date(row, "q_stop_time"),
                row.getInt("q_duration"));
    }

    /** Columns for queries have a date for "no date". */
    private static @Nullable Instant date(ResultSet row, String column) throws SQLException {
        OffsetDateTime date = row.getObject(column, OffsetDateTime.class);
        return date == null || date.toInstant().equals(Property.NO_DATE) ? null : date.toInstant();
    }
}
