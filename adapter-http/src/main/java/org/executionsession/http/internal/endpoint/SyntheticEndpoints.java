package org.executionsession.http.internal.endpoint;

import static java.util.stream.Collectors.toSet;

import io.javalin.http.HandlerType;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.exception.InvalidDraftException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionResultDetailEntity;
import org.executionsession.domain.model.ExecutionResultEntity;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.port.inbound.EvaluatePrivileges;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.port.inbound.UseCases;
import org.executionsession.domain.query.BulkEdit;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.http.internal.overload.Bulkhead;
import org.executionsession.http.internal.overload.Bulkheads;

/**
 * The endpoints that read and edit all entities of a selection as one (contract, part 1.3).
 *
 * @param <E> the entity
 * @param <D> its draft
 */
final class SyntheticEndpoints<E extends AuditedEntity, D extends Record> {

    private final EntityResource<E, D> resource;
    private final ListController<E> lists;
    private final Selections selections;
    private final Edit<E, D> edit;
    private final EvaluatePrivileges privileges;

    private SyntheticEndpoints(
            EntityResource<E, D> resource, ListController<E> lists, UseCases useCases, Edit<E, D> edit) {
        this.resource = resource;
        this.lists = lists;
        this.selections = useCases.selections();
        this.edit = edit;
        this.privileges = useCases.evaluatePrivileges();
    }

    /** Changes the entities of a selection. */
    @FunctionalInterface
    interface Edit<E extends AuditedEntity, D extends Record> {
        void of(UUID selection, BulkEdit<E, D> edit, Caller caller);
    }

    /** Adds the endpoints of sessions, results and details. */
    static void addTo(
            Routes routes,
            UseCases useCases,
            ListController<ExecutionSession> sessions,
            ListController<ExecutionResultEntity> results,
            ListController<ExecutionResultDetailEntity> details,
            RequestBody body,
            Bulkheads bulkheads) {
        Selections selections = useCases.selections();
        addTo(
                routes,
                useCases,
                new ExecutionSessionResource(useCases),
                sessions,
                selections::updateSessions,
                body,
                bulkheads);
        addTo(
                routes,
                useCases,
                new ExecutionResultResource(useCases),
                results,
                selections::updateResults,
                body,
                bulkheads);
        addTo(
                routes,
                useCases,
                new ExecutionResultDetailResource(useCases),
                details,
                selections::updateDetails,
                body,
                bulkheads);
    }

    /** Adds the endpoints of one kind of entity. */
    static <E extends AuditedEntity, D extends Record> void addTo(
            Routes routes,
            UseCases useCases,
            EntityResource<E, D> resource,
            ListController<E> lists,
            Edit<E, D> edit,
            RequestBody body,
            Bulkheads bulkheads) {
        var endpoints = new SyntheticEndpoints<>(resource, lists, useCases, edit);
        String path = "/selection/{id}" + resource.path() + "/synthetic";
        Bulkhead selectionLimit = bulkheads.selections();
        // It holds a database connection while it reads, like a list.
        List<Bulkhead> readLimits = List.of(selectionLimit, bulkheads.lists());
        routes.get(path, request -> request.runPreemptible(readLimits, client -> endpoints.read(request, client)));
        Routes.Endpoint write = request -> endpoints.edit(request, body);
        // The place of changes comes first, as for deletions: what waits for it leaves those of selections to others.
        routes.put(path, write.within(selectionLimit).within(bulkheads.selectionChanges()));
        routes.require(HandlerType.GET, path, null, Privilege.READ);
        routes.require(HandlerType.PUT, path, resource.queryableProperties().kind(), Privilege.UPDATE, Privilege.READ);
    }

    private void read(ApiRequest request, CancellationSignal client) {
        Selection selection = selections.find(id(request), request.caller());
        Filter<E> picked = new Filter.OneOf<>(selection.items().stream()
                .filter(item -> resource.queryableProperties().kind().isNamed(item.type()))
                .map(Selection.Item::objectId)
                .collect(toSet()));
        SyntheticEntity<E> synthetic = new SyntheticEntity<>(resource);
        Filter<E> filter = new Filter.And<>(List.of(picked, lists.filter(request)));
        resource.findEntities()
                .forEach(
                        Query.of(filter, List.of()),
                        request.caller(),
                        entity -> synthetic.add(entity, privileges.evaluate(entity, request.caller())),
                        client);
        request.respond(200, synthetic::write);
    }

    private void edit(ApiRequest request, RequestBody body) {
        UUID id = id(request);
        SyntheticEdit<E, D> change = SyntheticEdit.read(body.json(request.context()), resource);
        try {
            edit.of(id, change.of(resource.restricted(lists.filter(request))), request.caller());
        } catch (InvalidDraftException invalid) {
            throw change.inBody(invalid);
        }
        request.respondNoContent();
    }

    private static UUID id(ApiRequest request) {
        return request.id("selection");
    }
}
