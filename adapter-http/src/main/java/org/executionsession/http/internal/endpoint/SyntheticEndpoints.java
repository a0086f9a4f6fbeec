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
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.http.internal.overload.Bulkhead;
import org.executionsession.http.internal.overload.Bulkheads;
import org.executionsession.http.internal.overload.DisconnectMonitor;

/**
 * The entities of a selection as one that can be edited, contract part 1.3.
 *
 * @param <E> the entity
 * @param <D> what a caller may say of it
 */
final class SyntheticEndpoints<E extends AuditedEntity, D extends Record> {

    private final EntityResource<E, D> family;
    private final ListController<E> lists;
    private final Selections selections;
    private final Edit<E, D> edit;
    private final EvaluatePrivileges privileges;

    private SyntheticEndpoints(
            EntityResource<E, D> family, ListController<E> lists, UseCases useCases, Edit<E, D> edit) {
        this.family = family;
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

    /** Adds the endpoints of every kind. */
    static void addTo(
            Routes routes,
            UseCases useCases,
            ListController<ExecutionSession> sessions,
            ListController<ExecutionResultEntity> results,
            ListController<ExecutionResultDetailEntity> details,
            RequestBody body,
            Bulkheads bounds) {
        Selections selections = useCases.selections();
        addTo(
                routes,
                useCases,
                new ExecutionSessionResource(useCases),
                sessions,
                selections::updateSessions,
                body,
                bounds);
        addTo(
                routes,
                useCases,
                new ExecutionResultResource(useCases),
                results,
                selections::updateResults,
                body,
                bounds);
        addTo(
                routes,
                useCases,
                new ExecutionResultDetailResource(useCases),
                details,
                selections::updateDetails,
                body,
                bounds);
    }

    private static <E extends AuditedEntity, D extends Record> void addTo(
            Routes routes,
            UseCases useCases,
            EntityResource<E, D> family,
            ListController<E> lists,
            Edit<E, D> edit,
            RequestBody body,
            Bulkheads bounds) {
        var endpoints = new SyntheticEndpoints<>(family, lists, useCases, edit);
        String path = "/selection/{id}" + family.path() + "/synthetic";
        Bulkhead few = bounds.selections();
        // It holds a connection to the database while it is gathered, as a list does.
        Routes.Endpoint read = endpoints::read;
        routes.get(path, read.within(bounds.lists()).within(few));
        Routes.Endpoint write = call -> endpoints.edit(call, body);
        routes.put(path, write.within(few));
        routes.require(HandlerType.PUT, path, family.catalogue().kind(), Privilege.UPDATE);
    }

    private void read(ApiRequest call) {
        String type = family.catalogue().kind().schemaPath();
        Selection selection = selections.find(id(call), call.caller());
        Filter<E> picked = new Filter.OneOf<>(selection.items().stream()
                .filter(item -> item.type().equalsIgnoreCase(type))
                .map(Selection.Item::objectId)
                .collect(toSet()));
        SyntheticEntity<E> synthetic = new SyntheticEntity<>(family);
        Filter<E> meant = new Filter.And<>(List.of(picked, lists.filter(call)));
        try (DisconnectMonitor.Watched client =
                DisconnectMonitor.watch(call.context().req())) {
            family.records()
                    .forEach(
                            Query.of(meant, List.of()),
                            call.caller(),
                            entity -> synthetic.add(entity, privileges.evaluate(entity, call.caller())),
                            client);
        }
        call.answer(200, synthetic::write);
    }

    private void edit(ApiRequest call, RequestBody body) {
        UUID id = id(call);
        SyntheticEdit<E, D> said = SyntheticEdit.read(body.json(call.context()), family);
        try {
            edit.of(id, said.of(lists.filter(call)), call.caller());
        } catch (InvalidDraftException invalid) {
            throw said.inBody(invalid);
        }
        call.answerNothing();
    }

    private static UUID id(ApiRequest call) {
        return call.id("selection");
    }
}
