package org.executionsession.http.internal.endpoint;

import io.javalin.http.HandlerType;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.http.internal.watch.EventSelection;
import org.executionsession.http.internal.watch.EventStreams;

/** The streams of events of sessions, of results, and of both with tasks. */
final class EventStreamEndpoints {

    static final String NAME = "events";

    private final UseCases useCases;
    private final EventStreams streams;

    EventStreamEndpoints(UseCases useCases, EventStreams streams) {
        this.useCases = useCases;
        this.streams = streams;
    }

    /** Adds the streams. They come before the ids of the entities. */
    void addTo(Routes routes) {
        add(routes, "/executionsession/" + NAME, EntityKind.SESSION);
        add(routes, "/executionresult/" + NAME, EntityKind.RESULT);
        add(routes, "/" + NAME, null);
    }

    /** Adds a stream; {@code kind} is null for several kinds. */
    private void add(Routes routes, String path, EntityKind kind) {
        routes.get(path, request -> respond(request, kind));
        routes.require(HandlerType.GET, path, kind, Privilege.READ);
        routes.allowLong(path);
    }

    private void respond(ApiRequest request, EntityKind kind) {
        String filter = request.parameters().text("filter").orElse("");
        EventSelection selection = kind == null
                ? EventSelection.of(request.parameters().text("types").orElse(""), filter, useCases)
                : EventSelection.of(kind, filter, useCases);
        if (request.context().method() == HandlerType.HEAD) {
            EventStreams.prepare(request.context());
            return;
        }
        streams.respond(
                request.context(),
                request.caller(),
                selection,
                request.parameters()
                        .text("lasteventid")
                        .filter(id -> !id.isEmpty())
                        .orElse(null));
    }
}
