package org.executionsession.application.internal.memory;

import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.model.EntityChange;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.query.QueryableProperties;

/** Stores tasks. The last result of a task is looked up when the task is read. */
final class InMemoryTaskStore extends InMemoryEntityStore<Task> {

    InMemoryTaskStore(InMemoryState state) {
        super(state, QueryableProperties.TASKS, Task.class);
    }

    @Override
    Stream<Task> all() {
        return state.taskById.values().stream().map(this::withLastResult);
    }

    private Task withLastResult(Task task) {
        return task.withLastResult(state.resultByKey.values().stream()
                .filter(result -> task.id().equals(result.origin().taskId()))
                .max(Comparator.comparing(ExecutionResultEntity::createdDate)
                        .thenComparing(ResultKey::of, ResultKey.ORDER))
                .map(ExecutionResultEntity::result)
                .orElse(null));
    }

    @Override
    boolean isAsRead(Task stored, Task read) {
        return stored.withLastResult(read.lastResult()).equals(read);
    }

    @Override
    boolean isInUse(UUID id) {
        Task stored = state.taskById.get(id);
        return stored != null && !stored.recorded();
    }

    @Override
    void put(Task task) {
        state.store(task.withLastResult(null));
    }

    @Override
    void change(Task read, Task next) {
        put(next);
    }

    @Override
    void delete(Task task) {
        if (state.taskById.remove(task.id()) != null) {
            state.changes.record(EntityChange.deleted(EntityKind.TASK, task.id(), null));
        }
    }
}
