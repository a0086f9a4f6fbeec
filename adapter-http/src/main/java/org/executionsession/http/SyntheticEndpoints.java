package org.executionsession.http;

import static java.util.stream.Collectors.toSet;

import io.javalin.http.HandlerType;
import java.util.List;
import java.util.UUID;
import org.executionsession.domain.model.Action;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.model.RecordedDetail;
import org.executionsession.domain.model.RecordedResult;
import org.executionsession.domain.model.Selection;
import org.executionsession.domain.port.inbound.Selections;
import org.executionsession.domain.port.inbound.TellPrivileges;
import org.executionsession.domain.query.BulkEdit;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.refusal.InvalidDraftException;
import org.executionsession.http.ExecutionSessionHttpServer.Ports;

/**
 * The entities of a selection as one that can be edited, contract part 1.3.
 *
 * @param <E> the entity
 * @param <D> what a caller may say of it
 */
final class SyntheticEndpoints<E extends Recorded, D extends Record> {

    private final RecordFamily<E, D> family;
    private final RecordLists<E> lists;
    private final Selections selections;
    private final Edit<E, D> edit;
    private final TellPrivileges privileges;

    private SyntheticEndpoints(RecordFamily<E, D> family, RecordLists<E> lists, Ports ports, Edit<E, D> edit) {
        this.family = family;
        this.lists = lists;
        this.selections = ports.selections();
        this.edit = edit;
        this.privileges = ports.tellPrivileges();
    }

    /** Changes the entities of a selection. */
    @FunctionalInterface
    interface Edit<E extends Recorded, D extends Record> {
        void of(UUID selection, BulkEdit<E, D> edit, Caller caller);
    }

    /** Adds the endpoints of every kind. */
    static void addTo(
            Routes routes,
            Ports ports,
            RecordLists<ExecutionSession> sessions,
            RecordLists<RecordedResult> results,
            RecordLists<RecordedDetail> details,
            RequestBody body,
            Bounds bounds) {
        Selections selections = ports.selections();
        addTo(routes, ports, new SessionFamily(ports), sessions, selections::updateSessions, body, bounds);
        addTo(routes, ports, new ResultFamily(ports), results, selections::updateResults, body, bounds);
        addTo(routes, ports, new DetailFamily(ports), details, selections::updateDetails, body, bounds);
    }

    private static <E extends Recorded, D extends Record> void addTo(
            Routes routes,
            Ports ports,
            RecordFamily<E, D> family,
            RecordLists<E> lists,
            Edit<E, D> edit,
            RequestBody body,
            Bounds bounds) {
        var endpoints = new SyntheticEndpoints<>(family, lists, ports, edit);
        String path = "/selection/{id}" + family.path() + "/synthetic";
        FewAtOnce few = bounds.selections();
        // It holds a connection to the database while it is gathered, as a list does.
        routes.get(path, few.around(bounds.lists().around(endpoints::read)));
        routes.put(path, few.around(call -> endpoints.edit(call, body)));
        routes.need(HandlerType.PUT, path, Action.UPDATE, family.catalogue().kind());
    }

    private void read(Call call) {
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
                    .each(
                            Query.of(meant, List.of()),
                            call.caller(),
                            entity -> synthetic.add(entity, privileges.with(entity, call.caller())),
                            client);
        }
        call.answer(200, synthetic::write);
    }

    private void edit(Call call, RequestBody body) {
        UUID id = id(call);
        SyntheticEdit<E, D> said = SyntheticEdit.read(body.json(call.context()), family);
        try {
            edit.of(id, said.of(lists.filter(call)), call.caller());
        } catch (InvalidDraftException invalid) {
            throw said.inBody(invalid);
        }
        call.answerNothing();
    }

    private static UUID id(Call call) {
        return call.id("selection");
    }
}
