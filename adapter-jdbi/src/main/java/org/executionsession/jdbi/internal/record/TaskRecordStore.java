package org.executionsession.jdbi.internal.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.idempotency.StoredResponse;
import org.executionsession.domain.model.AuditFields;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.jdbi.internal.commit.WriteOperation;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.RowInsert;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** Stores tasks. A task is read together with the result of it that was created last. */
public final class TaskRecordStore extends RecordStore<Task> {

    static final String COLUMNS = "t.id, t.created_date, t.modified_date, t.modified_by, t.recorded, t.document";

    private static final RowInsert INSERT = Table.TASK.insert();
    private static final String UNCHANGED = " and modified_date = :read_date";
    private static final String REPLACE = Table.TASK.updateOwnFormat() + UNCHANGED;
    private static final String REPLACE_OTHER_FORMAT = Table.TASK.update() + UNCHANGED;

    private final Dialect dialect;
    private final RowBinder row;
    private final DocumentCodec documents;
    private final KnownTasks known;
    private final WriteOperation<InsertRequest<Task>, Optional<StoredResponse<Task>>> add;

    public TaskRecordStore(JdbiContext database) {
        super(
                database,
                new TableReader<>(
                        database,
                        new KeyedRows<>(
                                Table.TASK,
                                COLUMNS + ", r.document as result_document",
                                database.dialect().tasksWithLastResult(),
                                "octet_length(t.document) + coalesce(octet_length(r.document), 0)",
                                (columns, context) -> read(columns, database.documents()))));
        dialect = database.dialect();
        row = new RowBinder(database);
        documents = database.documents();
        known = database.knownTasks();
        add = addOneByOne(
                dialect,
                new IdempotencyKeyRows<>(dialect, EntityKind.TASK.schemaPath(), content(documents)),
                new ReferencedRows(database),
                this::insert);
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

    /** Inserts a task, or replaces a recorded one. */
    private void insert(Handle handle, Task task) {
        Object[] values = row.task(task);
        if (dialect.insertAbsent(handle, INSERT, List.<Object[]>of(values))[0]) {
            return;
        }
        // The columns of the update do not include the date of creation.
        boolean wasRecorded = handle.createUpdate("delete from execution_task where id = :id and recorded = true")
                        .bind("id", task.id())
                        .execute()
                == 1;
        if (!wasRecorded) {
            throw new DuplicateIdException(EntityKind.TASK, task.id());
        }
        dialect.insert(handle, INSERT, List.<Object[]>of(values));
    }

    @Override
    boolean update(Handle handle, Task next, Task read, List<? extends AuditedEntity> references) {
        return bindReplacement(handle.createUpdate(REPLACE), next, read).execute() == 1
                || replaceOtherFormat(handle, next, read);
    }

    private Update bindReplacement(Update update, Task next, Task read) {
        Table.TASK.bind(update, row.task(next));
        return update.bind("old_id", read.id()).bind("read_date", UtcTimestamp.of(read.modifiedDate()));
    }

    /** Replaces a row of another build. Keeps the properties of its document that this build does not know. */
    private boolean replaceOtherFormat(Handle handle, Task next, Task read) {
        Optional<byte[]> stored = handle.createQuery(
                        "select document from execution_task where id = :id" + UNCHANGED + " for update")
                .bind("id", read.id())
                .bind("read_date", UtcTimestamp.of(read.modifiedDate()))
                .mapTo(byte[].class)
                .findOne();
        stored.ifPresent(document -> {
            Update update = bindReplacement(handle.createUpdate(REPLACE_OTHER_FORMAT), next, read);
            documents
                    .unknown()
                    .keep(document, documents.write(next), DocumentShape.TASK)
                    .ifPresent(
                            kept -> row.withUnknown(update, documents.unknown().write(kept)));
            update.execute();
        });
        return stored.isPresent();
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
        known.forget(id);
        return handle.createUpdate("delete from execution_task where id = :id")
                        .bind("id", id)
                        .execute()
                == 1;
    }

    static Task read(ResultSet columns, DocumentCodec documents) throws SQLException {
        byte[] result = columns.getBytes("result_document");
        return readWithoutLastResult(columns, documents)
                .withLastResult(
                        result == null
                                ? null
                                : documents
                                        .read(result, ExecutionResultDraft.class)
                                        .result());
    }

    static Task readWithoutLastResult(ResultSet columns, DocumentCodec documents) throws SQLException {
        return new Task(
                auditFields(columns),
                documents.read(columns.getBytes("document"), TaskDraft.class).toBuilder()
                        .id(columns.getObject("id", UUID.class))
                        .build(),
                columns.getBoolean("recorded"),
                null);
    }
}
