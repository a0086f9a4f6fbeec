package org.executionsession.application;

import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import org.executionsession.application.internal.run.TaskRunner;
import org.executionsession.domain.exception.RecordedTaskException;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.port.inbound.ManageTasks;
import org.executionsession.domain.port.outbound.EntityStore;
import org.jspecify.annotations.Nullable;

/** Implements the use cases of tasks. */
final class TaskService extends EntityService<Task, TaskDraft> implements ManageTasks {

    private final @Nullable TaskRunner runner;

    /**
     * Creates the use cases.
     *
     * @param runner stops the runs of deleted tasks; null if there is no executor
     */
    TaskService(EntityStore<Task> store, ServiceContext context, @Nullable TaskRunner runner) {
        super(EntityKind.TASK, store, context);
        this.runner = runner;
    }

    @Override
    void endDependents(UUID id) {
        if (runner != null) {
            runner.stop(id, AbortReason.DELETED_TASK);
        }
    }

    @Override
    TaskDraft resolved(TaskDraft draft, @Nullable Task task, ReferenceResolver.OfRequest references) {
        return draft;
    }

    @Override
    Task newEntity(TaskDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
        return Task.create(draft, at, by, newIds);
    }

    @Override
    Task updatedEntity(Task task, TaskDraft draft, Instant at, Caller by, Supplier<UUID> newIds) {
        if (task.recorded()) {
            throw new RecordedTaskException(task.id());
        }
        return task.update(draft, at, by);
    }
}
