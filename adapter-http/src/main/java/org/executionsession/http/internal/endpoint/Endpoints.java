package org.executionsession.http.internal.endpoint;

import java.util.ArrayList;
import java.util.List;
import org.executionsession.domain.model.ExecutionResultDraft;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.http.internal.overload.Bulkheads;

/** All endpoints of the contract. */
public final class Endpoints {

    private Endpoints() {}

    /** Adds all endpoints to the routes. Fixed names come before ids. */
    public static void register(
            Routes routes, UseCases useCases, Bulkheads bulkheads, String basePath, Watching watching) {
        RequestBody body = new RequestBody();
        PrivilegeNames privileges = new PrivilegeNames(useCases.evaluatePrivileges());
        var sessions = new CrudController<ExecutionSession, ExecutionSessionDraft>(
                new ExecutionSessionResource(useCases),
                privileges,
                body,
                bulkheads,
                watching.waits(),
                useCases.watchExecutions()::awaitSession);
        var results = new CrudController<ExecutionResultEntity, ExecutionResultDraft>(
                new ExecutionResultResource(useCases),
                privileges,
                body,
                bulkheads,
                watching.waits(),
                useCases.watchExecutions()::awaitResult);
        var details = new CrudController<>(new ExecutionResultDetailResource(useCases), privileges, body, bulkheads);
        new EventStreamEndpoints(useCases, watching.streams()).addTo(routes);
        sessions.addTo(routes);
        // Before the results: their {id} would match the name "detail".
        details.addTo(routes);
        results.addTo(routes);
        TaskEndpoints tasks = new TaskEndpoints(useCases, privileges, body, bulkheads);
        tasks.addTo(routes);
        SelectionEndpoints selections = new SelectionEndpoints(useCases.selections(), body, bulkheads);
        selections.addTo(routes, sessions.lists(), results.lists(), details.lists());
        SyntheticEndpoints.addTo(routes, useCases, sessions.lists(), results.lists(), details.lists(), body, bulkheads);
        tasks.addSelectionsTo(routes, selections);
        EventEndpoints.addTo(routes, useCases.selections(), bulkheads);
        new ChangeEndpoints(
                        useCases.watchExecutions(),
                        List.of(
                                sessions.lists().resource(),
                                results.lists().resource(),
                                new TaskResource(useCases, TaskFamily.ALL)),
                        privileges,
                        bulkheads.lists())
                .addTo(routes);
        new NotificationEndpoints(useCases.changeNotifications(), body, bulkheads).addTo(routes);
        List<EntityResource<?, ?>> resources = new ArrayList<>(List.of(
                sessions.lists().resource(),
                results.lists().resource(),
                details.lists().resource()));
        resources.addAll(tasks.resources());
        AboutEndpoints.addTo(routes, resources);
        PingEndpoint.addTo(routes);
        DocumentEndpoints.addTo(routes, basePath);
    }
}
