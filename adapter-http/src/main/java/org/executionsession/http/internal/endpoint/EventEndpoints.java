package org.executionsession.http.internal.endpoint;

import io.javalin.http.HandlerType;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.http.internal.overload.Bulkheads;

/**
 * The lists of the events of a selection (contract, part 1.3). Clients read the triggers of a task there before they start it. The lists
 * are empty, because the server has no triggers.
 */
final class EventEndpoints {

    private static final String PATH = "/selection/{id}/event";

    private EventEndpoints() {}

    static void addTo(Routes routes, Selections selections, Bulkheads bulkheads) {
        add(routes, PATH, selections, bulkheads, EventEndpoints::respondEmpty);
        add(routes, PATH + "/full", selections, bulkheads, EventEndpoints::respondEmpty);
        add(routes, PATH + "/count", selections, bulkheads, EventEndpoints::respondZero);
    }

    private static void add(
            Routes routes, String path, Selections selections, Bulkheads bulkheads, Routes.Endpoint response) {
        Routes.Endpoint endpoint = request -> {
            // A selection that does not exist is 404.
            selections.find(request.id("selection"), request.caller());
            response.respond(request);
        };
        routes.get(path, endpoint.within(bulkheads.selections()));
        routes.require(HandlerType.GET, path, null, Privilege.READ);
    }

    private static void respondEmpty(ApiRequest request) {
        request.respond(200, json -> {
            json.writeStartArray();
            json.writeEndArray();
        });
    }

    private static void respondZero(ApiRequest request) {
        request.respond(200, json -> {
            json.writeStartObject();
            json.writeNumberField("value", 0);
            json.writeEndObject();
        });
    }
}
