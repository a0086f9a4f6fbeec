package org.executionsession.http.internal.endpoint;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.http.internal.json.EntityJson;

/** The tasks of one family (contract, part 1.4). */
record TaskResource(UseCases useCases, TaskFamily family) implements EntityResource<Task, TaskDraft> {

    /** Tags and custom properties are always empty, and a task keeps its type. */
    private static final Set<String> FIXED = Set.of("taskType", "tags", "customProperties");

    @Override
    public String path() {
        return family.path();
    }

    @Override
    public QueryableProperties<Task> queryableProperties() {
        return QueryableProperties.TASKS;
    }

    @Override
    public String schemaPath() {
        return family.schemaPath();
    }

    @Override
    public Filter<Task> restricted(Filter<Task> filter) {
        return family.restricted(filter);
    }

    @Override
    public Set<String> fixedProperties() {
        return FIXED;
    }

    @Override
    public EntityJson<Task, TaskDraft> json() {
        return family.json();
    }

    @Override
    public UUID idOf(TaskDraft draft) {
        return draft.id();
    }

    @Override
    public FamilyTasks findEntities() {
        return new FamilyTasks(useCases.manageTasks(), family);
    }

    @Override
    public Task create(TaskDraft draft, Caller caller, IdempotencyKey key) {
        return TaskViolations.inJson(() -> useCases.manageTasks().create(draft, caller, key));
    }

    @Override
    public List<Task> createAll(List<TaskDraft> drafts, Caller caller, IdempotencyKey key) {
        return TaskViolations.inJson(() -> useCases.manageTasks().createAll(drafts, caller, key));
    }

    @Override
    public Optional<Task> findKept(UUID id, Caller caller) {
        return findEntities().find(id, caller);
    }

    @Override
    public Task update(UUID id, TaskDraft draft, Instant basedOn, Caller caller) {
        UUID existing = findEntities().existing(id, caller);
        return TaskViolations.inJson(() -> useCases.manageTasks().update(existing, draft, basedOn, caller));
    }

    @Override
    public void delete(UUID id, Caller caller) {
        useCases.manageTasks().delete(findEntities().existing(id, caller), caller);
    }

    @Override
    public Set<Privilege> preview(TaskDraft draft, Caller caller) {
        return useCases.evaluatePrivileges().preview(draft, caller);
    }

    @Override
    public Task blank(UUID id, Instant date) {
        TaskDraft draft = TaskDraft.builder().taskType(family.type()).build();
        return Task.create(draft, date, Caller.SERVICE, () -> id);
    }
}
