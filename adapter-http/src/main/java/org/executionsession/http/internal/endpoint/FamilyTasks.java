package org.executionsession.http.internal.endpoint;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.port.inbound.FindEntities;
import org.executionsession.domain.port.inbound.ManageTasks;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;

/**
 * Finds the tasks of one family. A task of another family does not exist for it.
 *
 * @param tasks finds the tasks of all types
 * @param family the family
 */
record FamilyTasks(ManageTasks tasks, TaskFamily family) implements FindEntities<Task> {

    @Override
    public Optional<Task> find(UUID id, Caller caller) {
        return tasks.find(id, caller).filter(family::contains);
    }

    @Override
    public void forEach(Query<Task> query, Caller caller, Consumer<? super Task> consumer) {
        tasks.forEach(restricted(query), caller, consumer);
    }

    @Override
    public void forEach(Query<Task> query, Caller caller, Consumer<? super Task> consumer, CancellationSignal signal) {
        tasks.forEach(restricted(query), caller, consumer, signal);
    }

    @Override
    public long count(Filter<Task> filter, Caller caller) {
        return tasks.count(family.restricted(filter), caller);
    }

    @Override
    public long count(Filter<Task> filter, Caller caller, CancellationSignal signal) {
        return tasks.count(family.restricted(filter), caller, signal);
    }

    private Query<Task> restricted(Query<Task> query) {
        return new Query<>(family.restricted(query.filter()), query.order(), query.skip(), query.take());
    }

    /** Returns an id; throws {@link NotFoundException} if no task of the family has it. */
    UUID existing(UUID id, Caller caller) {
        // The use cases look for tasks of all types themselves.
        if (family != TaskFamily.ALL && find(id, caller).isEmpty()) {
            throw new NotFoundException(EntityKind.TASK, id);
        }
        return id;
    }

    /** Returns the id of the task with a name; throws an exception if no task or several tasks of the family have it. */
    UUID named(String name, Caller caller) {
        return tasks.findByName(name, family.restricted(Filter.all()), caller).id();
    }
}
