package org.executionsession.jdbi.internal.record;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.SessionProgress;
import org.executionsession.domain.model.TaskExecutionStatus;
import org.executionsession.domain.model.TaskRun;
import org.executionsession.domain.model.TaskRunProgress;
import org.executionsession.domain.model.TaskRunState;
import org.executionsession.domain.port.outbound.TaskRunStore;
import org.executionsession.jdbi.internal.commit.WriteExecutor;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.sql.RowInsert;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.executionsession.jdbi.internal.transaction.ReadTransactions;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
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

    /** The timeouts of the tasks to which a session can refer, and of the task of the run. */
    private static final List<String> TIMEOUTS = List.of(
            "q_reload_task_task_session_timeout",
            "q_user_sync_task_task_session_timeout",
            "q_external_program_task_task_session_timeout",
            "q_task_session_timeout");

    private static final String SELECT = "select " + String.join(", ", COLUMNS) + " from execution_task_run ";

    /**
     * Joins the columns of the session, of its current result and of the task, without the documents. The runs are limited before they are joined, since
     * the rows of sessions and results can be large.
     */
    private static final String SELECT_PROGRESS = "select " + qualified("run")
            + ", session.result_id as current_result_id, session.created_date, result.q_status,"
            + " task.id is not null as has_task, "
            + String.join(", ", TIMEOUTS)
            + " from (" + SELECT + "%s) run left join execution_session session on session.id = run.session_id"
            + " left join execution_result result on result.execution_id = session.id and result.id = session.result_id"
            + " left join execution_task task on task.id = run.task_id and not task.recorded"
            + " order by run.due_at, run.task_id";

    private static final String ONE = "where task_id = :id";

    private static final String PAGE = "%s order by due_at, task_id fetch first :limit rows only";

    /** The first comparison is redundant, but can use the index. */
    private static final String AFTER = "where due_at >= :due_at and (due_at > :due_at or task_id > :task_id)";

    private static final String AS_READ =
            " where task_id = :task_id and session_id = :session_id and version = :read_version";

    private static final String UPDATE = "update execution_task_run set attempt = :attempt, result_id = :result_id,"
            + " state = :state, abort_reason = :abort_reason, failed_calls = :failed_calls, started_at = :started_at,"
            + " due_at = :due_at, version = :version"
            + AS_READ;

    private final ColumnBackfill backfill;
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
        backfill = database.backfill();
        reads = database.reads();
        writes = database.writes();
        add = WriteOperation.oneByOne(
                "add",
                (handle, run) -> database.dialect().insertAbsent(handle, INSERT, List.<Object[]>of(values(run)))[0]);
    }

    private static String qualified(String table) {
        return COLUMNS.stream().map(column -> table + '.' + column).collect(joining(", "));
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

    private static TaskRunProgress readProgress(ResultSet columns) throws SQLException {
        UUID resultId = columns.getObject("current_result_id", UUID.class);
        return new TaskRunProgress(
                read(columns),
                columns.getBoolean("has_task"),
                resultId == null ? null : readSession(columns, resultId));
    }

    private static SessionProgress readSession(ResultSet columns, UUID resultId) throws SQLException {
        IntStream.Builder timeouts = IntStream.builder();
        for (String timeout : TIMEOUTS) {
            timeouts.add(columns.getInt(timeout));
        }
        return new SessionProgress(
                resultId,
                new TaskExecutionStatus(columns.getInt("q_status")),
                UtcTimestamp.read(columns, "created_date"),
                SessionProgress.shortest(timeouts.build()));
    }

    /** Reads columns of sessions and results that another build may not have filled. */
    private <T> T readFilled(Function<Handle, T> query) {
        return SqlExceptionTranslator.translate("read", () -> {
            try (Handle handle = backfill.openFilled(reads)) {
                return query.apply(handle);
            }
        });
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
        return read(handle -> handle.createQuery(SELECT + ONE)
                .bind("id", taskId)
                .map((columns, context) -> read(columns))
                .findOne());
    }

    @Override
    public Optional<TaskRunProgress> findProgress(UUID taskId) {
        requireNonNull(taskId, "taskId");
        return readFilled(handle -> handle.createQuery(SELECT_PROGRESS.formatted(ONE))
                .bind("id", taskId)
                .map((columns, context) -> readProgress(columns))
                .findOne());
    }

    @Override
    public List<TaskRunProgress> list(@Nullable TaskRun after, int limit) {
        return readFilled(handle -> {
            Query query = handle.createQuery(SELECT_PROGRESS.formatted(PAGE.formatted(after == null ? "" : AFTER)))
                    .bind("limit", limit);
            if (after != null) {
                query.bind("due_at", UtcTimestamp.of(after.dueAt())).bind("task_id", after.taskId());
            }
            return query.map((columns, context) -> readProgress(columns)).list();
        });
    }

    @Override
    public long count() {
        return read(handle -> handle.createQuery("select count(*) from execution_task_run")
                .mapTo(Long.class)
                .one());
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
