package org.executionsession.jdbi.internal.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditFields;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.References;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.Table;
import org.jdbi.v3.core.Handle;

/** Stores tasks. A task is read together with the result of it that was created last. */
public final class TaskRecordStore extends RecordStore<Task> {

    /**
     * The rest of a subquery that selects from the last result of a task, by the index of results on task and date. The innermost order
     * begins with the task, although that is one value: otherwise H2 would sort all results of the task. The outer order begins with an expression,
     * although ids are never null: otherwise PostgreSQL can read the whole index of ids in order, if its statistics are older than the tasks.
     */
    static final String OF_LAST_RESULT =
            " from execution_result r where r.q_task_id = t.id and r.created_date = (select l.created_date"
                    + " from execution_result l where l.q_task_id = t.id"
                    + " order by l.q_task_id desc, l.created_date desc fetch first 1 rows only)"
                    + " order by coalesce(r.id, r.execution_id) desc, r.execution_id desc fetch first 1 rows only)";

    private final Dialect dialect;
    private final TaskRows rows;
    private final KnownTasks known;
    private final WriteOperation<InsertRequest<Task>, Optional<StoredResponse<Task>>> add;

    public TaskRecordStore(JdbiContext database) {
        super(
                database,
                new TableReader<>(
                        database,
                        new KeyedRows<>(
                                Table.TASK,
                                TaskRows.COLUMNS + ", (select r.document" + OF_LAST_RESULT + " as result_document",
                                "execution_task t",
                                "octet_length(t.document) + coalesce((select octet_length(r.document)" + OF_LAST_RESULT
                                        + ", 0)",
                                (columns, context) -> read(columns, database.documents()))));
        dialect = database.dialect();
        rows = new TaskRows(database);
        known = database.knownTasks();
        add = addOneByOne(
                dialect,
                new IdempotencyKeyRows<>(dialect, EntityKind.TASK.schemaPath(), content(database.documents())),
                new ReferencedRows(database),
                rows::insert);
    }

    /** Returns the stored form of new tasks, for the response to a repeated request. */
    private static IdempotencyKeyRows.Content<Task, TaskDraft> content(DocumentCodec documents) {
        return IdempotencyKeyRows.Content.ofEntities(
                documents,
                TaskDraft[].class,
                Task::content,
                (draft, created, by) -> new Task(AuditFields.created(created, by), draft, false, null));
    }

    @Override
    Optional<StoredResponse<Task>> insert(InsertRequest<Task> request) {
        return write(add, request);
    }

    @Override
    boolean update(Handle handle, Task next, Task read, References references) {
        return rows.replaceAll(handle, List.of(new Replacement<>(next, read, references)))[0];
    }

    @Override
    Optional<Task> findForUpdate(Handle handle, UUID id) {
        lock(handle, id);
        return find(handle, id);
    }

    @Override
    boolean isUnchanged(Handle handle, Task read) {
        lock(handle, read.id());
        // The last result is not part of the stored task.
        return find(handle, read.id())
                .map(stored -> stored.withLastResult(read.lastResult()))
                .filter(read::equals)
                .isPresent();
    }

    private static void lock(Handle handle, UUID id) {
        handle.createQuery("select id from execution_task where id = :id for update")
                .bind("id", id)
                .mapTo(UUID.class)
                .findOne();
    }

    @Override
    boolean delete(Handle handle, UUID id) {
        // Sessions of the task then do not wait for the end of this transaction.
        dialect.lockForDeletion(handle, List.of(id));
        return TaskRows.delete(handle, List.of(id)) == 1;
    }

    @Override
    void deleteAll(Handle handle, List<UUID> ids) {
        dialect.lockForDeletion(handle, ids);
        super.deleteAll(handle, ids);
    }

    @Override
    void removed(Collection<UUID> ids) {
        // At once for the further writes of a transaction of a host, and again after its commit: until then, other
        // transactions see the
        // tasks.
        known.removeAll(ids);
        afterCommit(() -> known.removeAll(ids));
    }

    private static Task read(ResultSet columns, DocumentCodec documents) throws SQLException {
        byte[] result = columns.getBytes("result_document");
        return TaskRows.read(columns, documents)
                .withLastResult(
                        result == null
                                ? null
                                : documents
                                        .read(result, ExecutionResultDraft.class)
                                        .result());
    }
}
