package org.executionsession.http.internal.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.executionsession.domain.exception.AmbiguousTaskException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.port.inbound.FindEntities;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.typed.TaskProperties;

/**
 * Finds the tasks of one family. A task of another family does not exist for it.
 *
 * @param tasks finds the tasks of all types
 * @param family the family
 */
record FamilyTasks(FindEntities<Task> tasks, TaskFamily family) implements FindEntities<Task> {

    /** How many tasks of a name are read. Most of them can only be recorded ones. */
    private static final int MAX_OF_NAME = 1_000;

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
        List<Task> found = new ArrayList<>();
        forEach(new Query<>(TaskProperties.NAME.eq(name), List.of(), 0, MAX_OF_NAME), caller, found::add);
        List<Task> meant = Task.meant(found);
        if (meant.isEmpty()) {
            throw new NotFoundException(name);
        }
        if (meant.size() > 1) {
            throw new AmbiguousTaskException(name);
        }
        return meant.get(0).id();
    }
}
