package org.executionsession.http.internal.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.App;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.FindApps;
import org.executionsession.domain.port.inbound.StartTask;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.SortKey;
import org.executionsession.domain.query.text.FilterParser;
import org.executionsession.domain.query.text.Guid;
import org.executionsession.domain.query.text.OrderByParser;
import org.executionsession.http.internal.json.AppWriter;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.overload.Bulkheads;

/** The apps that tasks and sessions name, and the reload of an app, which starts a task (contract, part 1.4). */
final class AppEndpoints {

    private static final String PATH = "/app";

    private final FindApps apps;
    private final StartTask start;
    private final Bulkheads bulkheads;

    AppEndpoints(UseCases useCases, Bulkheads bulkheads) {
        apps = useCases.findApps();
        start = useCases.startTask();
        this.bulkheads = bulkheads;
    }

    /** The condensed or the full JSON of an app. */
    @FunctionalInterface
    private interface Shape {
        void write(App app, List<String> privileges, JsonGenerator json) throws IOException;
    }

    void addTo(Routes routes) {
        routes.get(PATH, request -> list(AppWriter::condensed, request));
        routes.get(PATH + "/full", request -> list(AppWriter::full, request));
        routes.get(PATH + "/count", this::count);
        String one = PATH + "/{id}";
        routes.get(one, request -> request.within(bulkheads.reads(), () -> one(request)));
        routes.require(HandlerType.GET, one, EntityKind.TASK, Privilege.READ);
        // The body is ignored: clients send none, or an empty object.
        String reload = one + "/reload";
        routes.post(reload, request -> {
            start.reloadApp(request.id("app"), request.caller());
            request.respondNoContent();
        });
        routes.require(HandlerType.POST, reload, EntityKind.TASK, Privilege.READ, Privilege.START);
    }

    private void list(Shape shape, ApiRequest request) {
        Query<App> query = Query.of(filter(request), order(request));
        request.runPreemptible(
                bulkheads.lists(),
                client -> JsonStream.respond(200, json -> write(query, shape, request, client, json), request));
    }

    private void write(Query<App> query, Shape shape, ApiRequest request, CancellationSignal client, JsonGenerator json)
            throws IOException {
        json.writeStartArray();
        for (App app : apps.find(query, request.caller(), client)) {
            shape.write(app, privileges(request), json);
        }
        json.writeEndArray();
    }

    private void count(ApiRequest request) {
        Query<App> query = Query.of(filter(request), List.of());
        request.runPreemptible(bulkheads.lists(), client -> {
            int count = apps.find(query, request.caller(), client).size();
            request.respond(200, json -> {
                json.writeStartObject();
                json.writeNumberField("value", count);
                json.writeEndObject();
            });
        });
    }

    private void one(ApiRequest request) {
        UUID id = request.id("app");
        App app = apps.find(id, request.caller())
                .orElseThrow(() -> new ProblemException(
                        404, "no task and no session names an app with the id " + Guid.format(id)));
        request.respond(200, json -> AppWriter.full(app, privileges(request), json));
    }

    private static Filter<App> filter(ApiRequest request) {
        return request.parameters()
                .text("filter")
                .filter(text -> !text.isBlank())
                .map(text -> FilterParser.parse(text, QueryableProperties.APPS))
                .orElse(Filter.all());
    }

    private static List<SortKey<App>> order(ApiRequest request) {
        return request.parameters()
                .text("orderby")
                .filter(text -> !text.isBlank())
                .map(text -> OrderByParser.parse(text, QueryableProperties.APPS))
                .orElse(List.of());
    }

    /** The apps are those of entities that the caller may read, and cannot be changed. */
    private static List<String> privileges(ApiRequest request) {
        return request.parameters().flag("privileges") ? List.of(Privilege.READ.wireName()) : null;
    }
}
