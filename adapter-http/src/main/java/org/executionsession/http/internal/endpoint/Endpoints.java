package org.executionsession.http.internal.endpoint;

import java.util.List;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.http.internal.overload.Bulkheads;

/** All endpoints of the contract. */
public final class Endpoints {

    private Endpoints() {}

    /** Adds each endpoint to the routes; names of fixed paths come before ids. */
    public static void register(Routes routes, UseCases useCases, Bulkheads bounds, String basePath) {
        RequestBody body = new RequestBody();
        PrivilegeNames privileges = new PrivilegeNames(useCases.evaluatePrivileges());
        var sessions = new CrudController<>(new ExecutionSessionResource(useCases), privileges, body, bounds);
        var results = new CrudController<>(new ExecutionResultResource(useCases), privileges, body, bounds);
        var details = new CrudController<>(new ExecutionResultDetailResource(useCases), privileges, body, bounds);
        sessions.addTo(routes);
        // Before the results, whose {id} would take the name for an id.
        details.addTo(routes);
        results.addTo(routes);
        new SelectionEndpoints(useCases.selections(), body, bounds)
                .addTo(routes, sessions.lists(), results.lists(), details.lists());
        SyntheticEndpoints.addTo(routes, useCases, sessions.lists(), results.lists(), details.lists(), body, bounds);
        List<EntityResource<?, ?>> families = List.of(
                sessions.lists().family(),
                results.lists().family(),
                details.lists().family());
        AboutEndpoints.addTo(routes, families);
        PingEndpoint.addTo(routes);
        DocumentEndpoints.addTo(routes, basePath);
    }
}
