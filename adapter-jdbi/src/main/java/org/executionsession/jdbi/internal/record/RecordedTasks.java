package org.executionsession.jdbi.internal.record;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.domain.exception.StoreUnavailableException.Condition;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.References;
import org.executionsession.domain.model.Task;
import org.executionsession.jdbi.internal.commit.RecordedChanges;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.IdOrder;
import org.executionsession.jdbi.internal.sql.RowInsert;
import org.executionsession.jdbi.internal.sql.SqlExceptionTranslator;
import org.executionsession.jdbi.internal.sql.Table;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;

/**
 * Makes the tasks known to which new sessions refer, in the transaction of the sessions.
 *
 * <p>It never waits for another transaction, since sessions of one task may be in long transactions of several hosts. It skips a task that
 * another transaction is changing; that transaction makes it known, or else the next session of the task does.
 */
final class RecordedTasks {

    /** The maximum number of tasks in a query. */
    private static final int MAX_TASKS = 1_000;

    private static final RowInsert INSERT = Table.TASK.insert();
    private static final String FIND = "select " + TaskRows.COLUMNS + " from execution_task t where t.id = any(:ids)";
    private static final String LOCK = FIND + " and t.recorded order by t.id for update skip locked";
    private static final String SAVEPOINT = "savepoint recorded_tasks";

    private final Dialect dialect;
    private final RowBinder row;
    private final TaskRows rows;
    private final DocumentCodec documents;
    private final KnownTasks known;

    RecordedTasks(JdbiContext database) {
        dialect = database.dialect();
        row = new RowBinder(database);
        rows = new TaskRows(database);
        documents = database.documents();
        known = database.knownTasks();
    }

    /**
     * The tasks of a request's sessions that are not known to be stored.
     *
     * @param taskById the tasks
     * @param removals the number of removals when the tasks were looked up
     * @param stored the ids of the tasks that are stored once the transaction is committed; its thread adds them
     */
    record Unknown(Map<UUID, Task> taskById, long removals, Set<UUID> stored) {}

    /** Returns the tasks of sessions that are not known to be stored. If several have the same id, the last one counts. */
    Unknown unknown(List<ExecutionSession> sessions) {
        long removals = known.removals();
        Map<UUID, Task> unknown = new LinkedHashMap<>();
        for (ExecutionSession session : sessions) {
            Task task = Task.recordedBy(session);
            if (task != null) {
                if (known.contains(task)) {
                    unknown.remove(task.id());
                } else {
                    unknown.put(task.id(), task);
                }
            }
        }
        return new Unknown(unknown, removals, new HashSet<>());
    }

    /** Stores the tasks of several requests. Tasks of the host stay as they are. */
    void store(Handle handle, List<Unknown> requests) {
        // In a fixed order, so that two such transactions cannot deadlock.
        Map<UUID, Task> taskById = new TreeMap<>(IdOrder.IDS);
        for (Unknown request : requests) {
            request.stored().clear();
            taskById.putAll(request.taskById());
        }
        List<Task> tasks = List.copyOf(taskById.values());
        Set<UUID> stored = new HashSet<>();
        for (int from = 0; from < tasks.size(); from += MAX_TASKS) {
            stored.addAll(storeSome(handle, tasks.subList(from, Math.min(from + MAX_TASKS, tasks.size()))));
        }
        for (Unknown request : requests) {
            request.taskById().forEach((id, task) -> {
                if (stored.contains(id) && taskById.get(id).content().equals(task.content())) {
                    request.stored().add(id);
                }
            });
        }
    }

    /** Remembers the tasks of a request that is committed. */
    void committed(Unknown request) {
        known.addAll(request.stored().stream().map(request.taskById()::get).toList(), request.removals());
    }

    /** Stores tasks. Returns the ids of those that are stored now. */
    private Set<UUID> storeSome(Handle handle, List<Task> tasks) {
        Map<UUID, Task> found = read(handle, FIND, tasks);
        Set<UUID> stored = new HashSet<>();
        List<Task> absent = new ArrayList<>();
        List<Task> changed = new ArrayList<>();
        for (Task task : tasks) {
            Task before = found.get(task.id());
            if (before == null) {
                absent.add(task);
            } else if (before.recorded() && !before.content().equals(task.content())) {
                changed.add(task);
            } else {
                stored.add(task.id());
            }
        }
        if (!absent.isEmpty() || !changed.isEmpty()) {
            stored.addAll(atSavepoint(handle, () -> write(handle, absent, changed)));
        }
        return stored;
    }

    /**
     * Writes at a savepoint, so that a conflict with another transaction does not reject the sessions. PostgreSQL reports one in a
     * transaction whose isolation level is higher than read committed.
     */
    private static Set<UUID> atSavepoint(Handle handle, Supplier<Set<UUID>> write) {
        RecordedChanges changes = RecordedChanges.of(handle);
        int before = changes.size();
        handle.execute(SAVEPOINT);
        try {
            Set<UUID> stored = write.get();
            handle.execute("release " + SAVEPOINT);
            return stored;
        } catch (JdbiException failure) {
            if (SqlExceptionTranslator.condition(failure) != Condition.LOCKED) {
                throw failure;
            }
            handle.execute("rollback to " + SAVEPOINT);
            changes.truncate(before);
            return Set.of();
        }
    }

    private Set<UUID> write(Handle handle, List<Task> absent, List<Task> changed) {
        Set<UUID> stored = new HashSet<>();
        boolean[] inserted = dialect.insertUncontended(
                handle, INSERT, absent.stream().map(row::task).toList());
        for (int i = 0; i < inserted.length; i++) {
            if (inserted[i]) {
                stored.add(absent.get(i).id());
                RecordedChanges.of(handle).add(EntityChange.created(absent.get(i)));
            }
        }
        if (!changed.isEmpty()) {
            Map<UUID, Task> locked = read(handle, LOCK, changed);
            List<Task> replaced = new ArrayList<>(changed);
            replaced.removeIf(task -> !locked.containsKey(task.id()));
            rows.replaceAll(
                    handle,
                    replaced.stream()
                            .map(task -> new Replacement<>(
                                    locked.get(task.id()).replacedBy(task), locked.get(task.id()), References.NONE))
                            .toList());
            replaced.forEach(task -> stored.add(task.id()));
        }
        return stored;
    }

    private Map<UUID, Task> read(Handle handle, String sql, Collection<Task> tasks) {
        Map<UUID, Task> found = new LinkedHashMap<>();
        handle.createQuery(sql)
                .bindArray("ids", UUID.class, tasks.stream().map(Task::id).toList())
                .map((columns, context) -> TaskRows.read(columns, documents))
                .forEach(task -> found.put(task.id(), task));
        return found;
    }
}
