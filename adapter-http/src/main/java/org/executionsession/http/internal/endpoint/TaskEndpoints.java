package org.executionsession.http.internal.endpoint;

import java.util.ArrayList;
import java.util.List;
import org.executionsession.domain.model.Task;
import org.executionsession.domain.model.TaskDraft;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.query.Filter;
import org.executionsession.http.internal.overload.Bulkheads;

/** The endpoints of tasks of all families (contract, part 1.4). */
final class TaskEndpoints {

    private final UseCases useCases;
    private final PrivilegeNames privileges;
    private final RequestBody body;
    private final Bulkheads bulkheads;

    TaskEndpoints(UseCases useCases, PrivilegeNames privileges, RequestBody body, Bulkheads bulkheads) {
        this.useCases = useCases;
        this.privileges = privileges;
        this.body = body;
        this.bulkheads = bulkheads;
    }

    /** Adds the endpoints. The tasks of all types are only listed, started and stopped: they have no path with an id. */
    void addTo(Routes routes) {
        ScriptLogEndpoints scriptLogs = new ScriptLogEndpoints(useCases, body, bulkheads);
        scriptLogs.addTo(routes);
        for (TaskFamily family : TaskFamily.values()) {
            TaskResource resource = new TaskResource(useCases, family);
            new TaskControlEndpoints(resource, body, bulkheads).addTo(routes);
            if (family == TaskFamily.ALL) {
                ListController<Task> lists = lists(resource);
                lists.addTo(routes, resource.path());
                new TaskStatisticsEndpoints(useCases, privileges, lists, bulkheads).addTo(routes);
            } else {
                scriptLogs.addTo(routes, resource);
                new TaskBundleEndpoints(resource, privileges, body).addTo(routes);
                new CrudController<>(resource, privileges, body, bulkheads).addTo(routes);
            }
        }
        new AppEndpoints(useCases, bulkheads).addTo(routes);
    }

    /** Adds the endpoints of selections of tasks. */
    void addSelectionsTo(Routes routes, SelectionEndpoints endpoints) {
        Selections selections = useCases.selections();
        for (TaskFamily family : TaskFamily.values()) {
            TaskResource resource = new TaskResource(useCases, family);
            ListController<Task> lists = lists(resource);
            endpoints.addTo(
                    routes,
                    lists,
                    selections::selectTasks,
                    (id, caller) -> selections.deleteTasks(id, resource.restricted(Filter.all()), caller));
            SyntheticEndpoints.<Task, TaskDraft>addTo(
                    routes,
                    useCases,
                    resource,
                    lists,
                    (id, edit, caller) -> TaskViolations.inJson(() -> selections.updateTasks(id, edit, caller)),
                    body,
                    bulkheads);
        }
    }

    /** Returns the resources that have tasks of one type. */
    List<EntityResource<?, ?>> resources() {
        List<EntityResource<?, ?>> resources = new ArrayList<>();
        for (TaskFamily family : TaskFamily.values()) {
            if (family != TaskFamily.ALL) {
                resources.add(new TaskResource(useCases, family));
            }
        }
        return resources;
    }

    private ListController<Task> lists(TaskResource resource) {
        return new ListController<>(resource, privileges, body, bulkheads);
    }
}
