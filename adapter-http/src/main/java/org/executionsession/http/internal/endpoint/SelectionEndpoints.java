package org.executionsession.http.internal.endpoint;

import static java.util.stream.Collectors.toSet;

import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.http.internal.json.JsonReader;
import org.executionsession.http.internal.json.SelectionJson;
import org.executionsession.http.internal.overload.Bulkhead;
import org.executionsession.http.internal.overload.Bulkheads;
import org.executionsession.http.internal.overload.DisconnectMonitor.MonitoredRequest;

/** The endpoints of selections, which list or delete their entities together (contract, part 1.3). */
final class SelectionEndpoints {

    private static final String PATH = "/selection";

    private final Selections selections;
    private final RequestBody body;

    /** A small request can work on a large selection. */
    private final Bulkhead bulkhead;

    /** Changes of all entities cannot be ended for others, so they leave a place of selections to what can. */
    private final Bulkhead changes;

    SelectionEndpoints(Selections selections, RequestBody body, Bulkheads bulkheads) {
        this.selections = selections;
        this.body = body;
        this.bulkhead = bulkheads.selections();
        this.changes = bulkheads.selectionChanges();
    }

    /** Creates a selection from a filter; the idempotency key is null for none. */
    interface Pick<E> {
        Selection of(Filter<E> filter, Caller caller, IdempotencyKey key, CancellationSignal signal);
    }

    void addTo(
            Routes routes,
            ListController<ExecutionSession> sessions,
            ListController<ExecutionResultEntity> results,
            ListController<ExecutionResultDetailEntity> details) {
        routes.post(PATH, this::pickItems);
        routes.require(HandlerType.POST, PATH, EntityKind.SESSION, Privilege.READ);
        addTo(routes, sessions, selections::selectSessions, selections::endSessions);
        addTo(routes, results, selections::selectResults, selections::deleteResults);
        addTo(routes, details, selections::selectDetails, selections::deleteDetails);
        routes.get(PATH + "/{id}", this::read);
        routes.delete(PATH + "/{id}", bounded(this::delete));
        requireRead(routes, HandlerType.GET, PATH + "/{id}");
        requireRead(routes, HandlerType.DELETE, PATH + "/{id}");
    }

    /** Callers who may read nothing cannot use selections. */
    private static void requireRead(Routes routes, HandlerType method, String path) {
        routes.require(method, path, null, Privilege.READ);
    }

    /** Adds the endpoints of one kind of entity. */
    <E extends AuditedEntity> void addTo(
            Routes routes, ListController<E> lists, Pick<E> pick, BiConsumer<UUID, Caller> delete) {
        String kindPath = lists.resource().path();
        EntityKind kind = lists.resource().queryableProperties().kind();
        // The body is ignored: clients send none, or an empty object.
        routes.post(PATH + kindPath, request -> {
            IdempotencyKey key = IdempotencyHeader.of(request.context());
            Filter<E> filter = lists.resource().restricted(lists.filter(request));
            request.runPreemptible(
                    bulkhead, client -> created(pick.of(filter, request.caller(), key, client), request, client));
        });
        routes.require(HandlerType.POST, PATH + kindPath, kind, Privilege.READ);
        String picked = PATH + "/{id}" + kindPath;
        Routes.Endpoint deletion = bounded(request -> {
            delete.accept(id(request), request.caller());
            request.respondNoContent();
        });
        routes.delete(picked, deletion.within(changes));
        lists.addTo(
                routes,
                picked,
                new ListController.Scope<>(
                        (filter, request) ->
                                new Filter.And<>(List.of(new Filter.OneOf<E>(picked(kind, request)), filter)),
                        List.of(bulkhead)));
        routes.require(HandlerType.DELETE, picked, kind, Privilege.READ, Privilege.DELETE);
        for (String list : List.of("", "/full", "/count")) {
            requireRead(routes, HandlerType.GET, picked + list);
        }
        requireRead(routes, HandlerType.POST, picked + "/table");
    }

    private Routes.Endpoint bounded(Routes.Endpoint endpoint) {
        return endpoint.within(bulkhead);
    }

    private void pickItems(ApiRequest request) {
        List<Selection.Item> items = JsonReader.read("a selection", body.json(request.context()), SelectionJson::items);
        IdempotencyKey key = IdempotencyHeader.of(request.context());
        request.runPreemptible(
                bulkhead, client -> created(selections.select(items, request.caller(), key), request, client));
    }

    private void read(ApiRequest request) {
        request.runPreemptible(bulkhead, client -> {
            Selection selection = selections.find(id(request), request.caller());
            client.throwIfCancelled();
            JsonStream.respond(200, json -> SelectionJson.write(selection, json), request);
        });
    }

    private void delete(ApiRequest request) {
        selections.delete(id(request), request.caller());
        request.respondNoContent();
    }

    private static void created(Selection selection, ApiRequest request, MonitoredRequest client) {
        request.location(PATH, selection.id());
        JsonStream.respond(201, json -> SelectionJson.write(selection, json), request);
        request.warnIfReset(client);
    }

    private Set<UUID> picked(EntityKind kind, ApiRequest request) {
        return selections.find(id(request), request.caller()).items().stream()
                .filter(item -> kind.isNamed(item.type()))
                .map(Selection.Item::objectId)
                .collect(toSet());
    }

    private static UUID id(ApiRequest request) {
        return request.id("selection");
    }
}
