package org.executionsession.application;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.executionsession.application.internal.run.TaskRunner;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.model.AbortReason;
import org.executionsession.domain.model.AppReference;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.port.inbound.ManageTasks;
import org.executionsession.domain.port.inbound.StartTask;
import org.executionsession.domain.port.inbound.StopTask;
import org.executionsession.domain.query.Filter;
import org.jspecify.annotations.Nullable;

/** Finds the tasks that callers start and stop, and checks their privileges. */
final class TaskControl implements StartTask, StopTask {

    private static final UUID NO_APP = new UUID(0, 0);

    private final ManageTasks tasks;
    private final AppService apps;
    private final @Nullable TaskRunner runner;
    private final PrivilegeCheck privileges;

    /**
     * Creates the use cases.
     *
     * @param runner starts and stops tasks; null if there is no executor
     */
    TaskControl(ManageTasks tasks, AppService apps, @Nullable TaskRunner runner, PrivilegeCheck privileges) {
        this.tasks = tasks;
        this.apps = apps;
        this.runner = runner;
        this.privileges = privileges;
    }

    @Override
    public Optional<UUID> start(UUID task, Caller caller) {
        return start(find(task, Privilege.START, caller), caller);
    }

    @Override
    public Optional<UUID> start(String name, Caller caller) {
        return start(find(name, Privilege.START, caller), caller);
    }

    /** Starts a task without its last result, which can be large and would be in memory until the start has ended. */
    private Optional<UUID> start(Task task, Caller caller) {
        return runner == null || task.recorded() || !task.content().enabled()
                ? Optional.empty()
                : runner.start(task.withLastResult(null), caller);
    }

    @Override
    public boolean stop(UUID task, Caller caller) {
        return stop(find(task, Privilege.STOP, caller));
    }

    @Override
    public boolean stop(String name, Caller caller) {
        return stop(find(name, Privilege.STOP, caller));
    }

    private boolean stop(Task task) {
        return runner != null && runner.stop(task.id(), AbortReason.MANUAL);
    }

    private Task find(UUID id, Privilege privilege, Caller caller) {
        requireNonNull(id, "task");
        requireNonNull(caller, "caller");
        privileges.requireForAll(caller, EntityKind.TASK, Privilege.READ, privilege);
        return permitted(
                tasks.find(id, caller).orElseThrow(() -> new NotFoundException(EntityKind.TASK, id)),
                privilege,
                caller);
    }

    private Task find(String name, Privilege privilege, Caller caller) {
        requireNonNull(name, "name");
        requireNonNull(caller, "caller");
        privileges.requireForAll(caller, EntityKind.TASK, Privilege.READ, privilege);
        return permitted(tasks.findByName(name, Filter.all(), caller), privilege, caller);
    }

    private Task permitted(Task task, Privilege privilege, Caller caller) {
        return privileges.require(privilege, task, EntityKind.TASK, caller);
    }

    @Override
    public Optional<UUID> reloadApp(UUID app, Caller caller) {
        requireNonNull(app, "app");
        requireNonNull(caller, "caller");
        privileges.requireForAll(caller, EntityKind.TASK, Privilege.READ, Privilege.START);
        if (app.equals(NO_APP)) {
            throw NotFoundException.app();
        }
        UUID id = Task.idOfManualReload(app);
        Task task = tasks.find(id, caller).filter(found -> !found.recorded()).orElseGet(() -> created(id, app, caller));
        return start(permitted(task, Privilege.START, caller), caller);
    }

    private Task created(UUID id, UUID app, Caller caller) {
        AppReference reference = apps.named(app, caller)
                .orElseGet(() ->
                        AppReference.builder().id(app).name(app.toString()).build());
        TaskDraft draft = TaskDraft.builder()
                .id(id)
                .name(Task.nameOfManualReload(reference))
                .app(reference)
                .manuallyTriggered(true)
                .build();
        permitted(Task.create(draft, Instant.EPOCH, caller, () -> id), Privilege.START, caller);
        try {
            return tasks.create(draft, caller);
        } catch (DuplicateIdException sameRequest) {
            return tasks.find(id, caller).orElseThrow(() -> sameRequest);
        }
    }
}
