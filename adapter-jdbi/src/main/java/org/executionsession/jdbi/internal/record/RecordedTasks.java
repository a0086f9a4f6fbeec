package org.executionsession.jdbi.internal.record;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Task;
import org.executionsession.jdbi.internal.sql.Dialect;
import org.executionsession.jdbi.internal.sql.IdOrder;
import org.executionsession.jdbi.internal.sql.RowInsert;
import org.executionsession.jdbi.internal.sql.Table;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Makes the tasks known to which new sessions refer. */
final class RecordedTasks {

    private static final RowInsert INSERT = Table.TASK.insert();

    private static final String UPDATE = Table.TASK.update() + " and recorded = true";

    private final Dialect dialect;
    private final RowBinder row;
    private final KnownTasks known;

    RecordedTasks(Dialect dialect, RowBinder row, KnownTasks known) {
        this.dialect = dialect;
        this.row = row;
        this.known = known;
    }

    /** Returns the task of a session; empty if it has none, or if the task is known to be stored. */
    Optional<Task> unknown(ExecutionSession session) {
        return Optional.ofNullable(Task.recordedBy(session)).filter(task -> !known.contains(task));
    }

    /** Stores tasks. Those that are stored already are updated, if they are recorded. */
    void store(Handle handle, Collection<Task> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        // The last of several with an id counts. In a fixed order, so that two such transactions cannot deadlock.
        Map<UUID, Task> taskById = new TreeMap<>(IdOrder.IDS);
        tasks.forEach(task -> taskById.put(task.id(), task));
        List<Task> inOrder = List.copyOf(taskById.values());
        List<Object[]> rows = inOrder.stream().map(row::task).toList();
        boolean[] inserted = dialect.insertAbsent(handle, INSERT, rows);
        List<Object[]> stored = new ArrayList<>();
        for (int i = 0; i < inserted.length; i++) {
            if (!inserted[i]) {
                stored.add(rows.get(i));
            }
        }
        if (!stored.isEmpty()) {
            update(handle, stored);
        }
    }

    private static void update(Handle handle, List<Object[]> rows) {
        try (PreparedBatch batch = handle.prepareBatch(UPDATE)) {
            for (Object[] values : rows) {
                Table.TASK.bind(batch, values);
                batch.bind("old_id", values[0]).add();
            }
            batch.execute();
        }
    }

    /** Remembers that tasks are stored. */
    void stored(Collection<Task> tasks) {
        tasks.forEach(known::add);
    }
}
