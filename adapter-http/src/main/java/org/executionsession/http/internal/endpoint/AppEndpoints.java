package org.executionsession.http.internal.endpoint;

import io.javalin.http.HandlerType;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.StartTask;

/** The reload of an app, which starts a task (contract, part 1.4). */
final class AppEndpoints {

    private static final String PATH = "/app/{id}/reload";

    private AppEndpoints() {}

    static void addTo(Routes routes, StartTask start) {
        // The body is ignored: clients send none, or an empty object.
        routes.post(PATH, request -> {
            start.reloadApp(request.id("app"), request.caller());
            request.respondNoContent();
        });
        routes.require(HandlerType.POST, PATH, EntityKind.TASK, Privilege.READ, Privilege.START);
    }
}
