package org.executionsession.jdbi.internal.record;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.model.TaskRunState;
import org.executionsession.domain.port.outbound.TaskRunStore;
import org.executionsession.jdbi.internal.commit.WriteExecutor;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.sql.RowInsert;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.executionsession.jdbi.internal.transaction.ReadTransactions;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Stores the runs of tasks. */
public final class TaskRunRows implements TaskRunStore {

    private static final List<String> COLUMNS = List.of(
            "task_id",
            "session_id",
            "attempt",
            "result_id",
            "state",
            "abort_reason",
            "failed_calls",
            "started_at",
            "due_at",
            "version");

    /** None of the columns is nullable. */
    private static final RowInsert INSERT = new RowInsert("execution_task_run", COLUMNS, 1, new int[COLUMNS.size()]);

    private static final String SELECT = "select " + String.join(", ", COLUMNS) + " from execution_task_run ";

    private static final String FIRST = "order by due_at, task_id fetch first :limit rows only";

    private static final String AS_READ =
            " where task_id = :task_id and session_id = :session_id and version = :read_version";

    private static final String UPDATE = "update execution_task_run set attempt = :attempt, result_id = :result_id,"
            + " state = :state, abort_reason = :abort_reason, failed_calls = :failed_calls, started_at = :started_at,"
            + " due_at = :due_at, version = :version"
            + AS_READ;

    private final ReadTransactions reads;
    private final WriteExecutor writes;
    private final WriteOperation<TaskRun, Boolean> add;
    private final WriteOperation<Change, Boolean> replace = WriteOperation.oneByOne(
            "replace",
            (handle, change) -> bind(handle.createUpdate(UPDATE), change.next())
                            .bind("read_version", change.read().version())
                            .execute()
                    == 1);
    private final WriteOperation<TaskRun, Boolean> remove = WriteOperation.oneByOne(
            "remove",
            (handle, read) -> handle.createUpdate("delete from execution_task_run" + AS_READ)
                            .bind("task_id", read.taskId())
                            .bind("session_id", read.sessionId())
                            .bind("read_version", read.version())
                            .execute()
                    == 1);

    public TaskRunRows(JdbiContext database) {
        reads = database.reads();
        writes = database.writes();
        add = WriteOperation.oneByOne(
                "add",
                (handle, run) -> database.dialect().insertAbsent(handle, INSERT, List.<Object[]>of(values(run)))[0]);
    }

    private record Change(TaskRun next, TaskRun read) {}

    private static Object[] values(TaskRun run) {
        return new Object[] {
            run.taskId(),
            run.sessionId(),
            run.attempt(),
            run.resultId(),
            run.state().name(),
            run.abortReason().number(),
            run.failedCalls(),
            UtcTimestamp.of(run.startedAt()),
            UtcTimestamp.of(run.dueAt()),
            run.version()
        };
    }

    private static <S extends SqlStatement<S>> S bind(S statement, TaskRun run) {
        Object[] values = values(run);
        for (int i = 0; i < values.length; i++) {
            statement.bind(COLUMNS.get(i), values[i]);
        }
        return statement;
    }

    private static TaskRun read(ResultSet columns) throws SQLException {
        return new TaskRun(
                columns.getObject("task_id", UUID.class),
                columns.getObject("session_id", UUID.class),
                columns.getInt("attempt"),
                columns.getObject("result_id", UUID.class),
                TaskRunState.valueOf(columns.getString("state")),
                new AbortReason(columns.getInt("abort_reason")),
                columns.getInt("failed_calls"),
                UtcTimestamp.read(columns, "started_at"),
                UtcTimestamp.read(columns, "due_at"),
                columns.getLong("version"));
    }

    private <T> T read(Function<Handle, T> query) {
        return SqlExceptionTranslator.translate("read", () -> {
            try (Handle handle = reads.open()) {
                return query.apply(handle);
            }
        });
    }

    @Override
    public boolean add(TaskRun run) {
        return writes.run(add, requireNonNull(run, "run"));
    }

    @Override
    public Optional<TaskRun> find(UUID taskId) {
        requireNonNull(taskId, "taskId");
        return read(handle -> handle.createQuery(SELECT + "where task_id = :id")
                .bind("id", taskId)
                .map((columns, context) -> read(columns))
                .findOne());
    }

    @Override
    public List<TaskRun> list(@Nullable TaskRun after, int limit) {
        return read(handle -> (after == null
                        ? handle.createQuery(SELECT + FIRST)
                        // The first condition is what an index can search by.
                        : handle.createQuery(SELECT
                                        + "where due_at >= :due_at and (due_at > :due_at or task_id > :task_id) "
                                        + FIRST)
                                .bind("due_at", UtcTimestamp.of(after.dueAt()))
                                .bind("task_id", after.taskId()))
                .bind("limit", limit)
                .map((columns, context) -> read(columns))
                .list());
    }

    @Override
    public boolean replace(TaskRun next, TaskRun read) {
        requireNonNull(next, "next");
        requireNonNull(read, "read");
        return writes.run(replace, new Change(next, read));
    }

    @Override
    public boolean remove(TaskRun read) {
        return writes.run(remove, requireNonNull(read, "read"));
    }
}
