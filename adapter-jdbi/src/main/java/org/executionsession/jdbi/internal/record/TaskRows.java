package org.executionsession.jdbi.internal.record;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.query.ChangedProperties;
import org.executionsession.jdbi.internal.commit.RecordedChanges;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.RowInsert;
import org.executionsession.jdbi.internal.sql.RowUpdate;
import org.executionsession.jdbi.internal.sql.Table;
import org.executionsession.jdbi.internal.sql.UtcTimestamp;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Update;

/** Writes the rows of tasks, within a transaction. */
final class TaskRows {

    static final String COLUMNS = "t.id, t.created_date, t.modified_date, t.modified_by, t.recorded, t.document";

    /** How often an insert can meet a task that is not there when this transaction looks for it. */
    private static final int MAX_UNSEEN = 3;

    private static final RowInsert INSERT = Table.TASK.insert();
    private static final RowUpdate UPDATE = Table.TASK.updateRows("modified_date");
    private static final String UNCHANGED = " and modified_date = :read_date";
    private static final String UPDATE_OTHER_FORMAT = Table.TASK.update() + UNCHANGED;

    private final Dialect dialect;
    private final RowBinder row;
    private final DocumentCodec documents;

    TaskRows(JdbiContext database) {
        dialect = database.dialect();
        row = new RowBinder(database);
        documents = database.documents();
    }

    /**
     * Inserts a task, or replaces a recorded one. The caller has locked the id against other additions.
     *
     * @throws DuplicateIdException if another task has the id
     */
    void insert(Handle handle, Task task) {
        List<Object[]> values = List.<Object[]>of(row.task(task));
        boolean isReplaced = false;
        int unseen = 0;
        while (!dialect.insertAbsent(handle, INSERT, values)[0]) {
            // An update would keep the date of creation.
            boolean isDeleted = deleteRecorded(handle, task.id());
            isReplaced |= isDeleted;
            // If there is none, another transaction has deleted a recorded one meanwhile, or the snapshot of this
            // transaction is older than the task.
            if (!isDeleted && (isOfHost(handle, task.id()) || ++unseen == MAX_UNSEEN)) {
                throw new DuplicateIdException(EntityKind.TASK, task.id());
            }
        }
        RecordedChanges.of(handle).add(isReplaced ? EntityChange.updated(task, Set.of()) : EntityChange.created(task));
    }

    private static boolean isOfHost(Handle handle, UUID id) {
        return handle.createQuery("select not recorded from execution_task where id = :id")
                .bind("id", id)
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }

    private static boolean deleteRecorded(Handle handle, UUID id) {
        return handle.createUpdate("delete from execution_task where id = :id and recorded")
                        .bind("id", id)
                        .execute()
                == 1;
    }

    /** Replaces tasks that are unchanged since they were read. Returns whether each was replaced. */
    boolean[] replaceAll(Handle handle, List<Replacement<Task>> replacements) {
        boolean[] replaced = UPDATE.execute(
                handle,
                replacements.stream()
                        .map(replacement ->
                                new RowUpdate.Change(row.task(replacement.next()), row.unchanged(replacement.read())))
                        .toList());
        for (int i = 0; i < replaced.length; i++) {
            Replacement<Task> replacement = replacements.get(i);
            replaced[i] = replaced[i] || replaceOtherFormat(handle, replacement.next(), replacement.read());
            if (replaced[i]) {
                Task next = replacement.next();
                RecordedChanges.of(handle)
                        .add(EntityChange.updated(next, ChangedProperties.OF_TASKS.between(replacement.read(), next)));
            }
        }
        return replaced;
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
            Update update = handle.createUpdate(UPDATE_OTHER_FORMAT);
            Table.TASK.bind(update, row.task(next));
            update.bind("old_id", read.id()).bind("read_date", UtcTimestamp.of(read.modifiedDate()));
            documents
                    .unknown()
                    .keep(document, documents.write(next), DocumentShape.TASK)
                    .ifPresent(
                            kept -> row.withUnknown(update, documents.unknown().write(kept)));
            update.execute();
        });
        return stored.isPresent();
    }

    /** Deletes tasks. Returns how many there were. */
    static int delete(Handle handle, List<UUID> ids) {
        RecordedChanges changes = RecordedChanges.of(handle);
        int deleted = 0;
        try (PreparedBatch batch = handle.prepareBatch("delete from execution_task where id = :id")) {
            ids.forEach(id -> batch.bind("id", id).add());
            int[] counts = ids.isEmpty() ? new int[0] : batch.execute();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] == 1) {
                    changes.add(EntityChange.deleted(EntityKind.TASK, ids.get(i), null));
                    deleted++;
                }
            }
        }
        return deleted;
    }

    /** Reads a task without its last result. */
    static Task read(ResultSet columns, DocumentCodec documents) throws SQLException {
        return new Task(
                RecordStore.auditFields(columns),
                documents.read(columns.getBytes("document"), TaskDraft.class).toBuilder()
                        .id(columns.getObject("id", UUID.class))
                        .build(),
                columns.getBoolean("recorded"),
                null);
    }
}
