package org.executionsession.http;

import io.javalin.http.HandlerType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.executionsession.domain.model.Action;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Recorded;
import org.executionsession.domain.refusal.AccessDeniedException;
import org.executionsession.domain.refusal.IdInUseException;
import org.executionsession.domain.refusal.NotFoundException;

/**
 * The endpoints of one family, contract parts 1.1 and 1.2.
 *
 * @param <E> the entity
 * @param <D> what a caller may say of it
 */
final class RecordEndpoints<E extends Recorded, D> {

    /** The most entities that are recorded together: an empty one takes three bytes of a body, and much more in answers. */
    static final int MAX_MANY = 10_000;

    private final RecordFamily<E, D> family;
    private final PrivilegeNames privileges;
    private final RequestBody body;
    private final RecordLists<E> lists;
    private final FewAtOnce many;
    private final EntityKind kind;
    private final String what;

    RecordEndpoints(RecordFamily<E, D> family, PrivilegeNames privileges, RequestBody body, Bounds bounds) {
        this.family = family;
        this.privileges = privileges;
        this.body = body;
        lists = new RecordLists<>(family, privileges, body, bounds);
        many = bounds.many();
        kind = family.catalogue().kind();
        what = ("aeiou".indexOf(kind.toString().charAt(0)) < 0 ? "a " : "an ") + kind;
    }

    /** What one change says. */
    private record Change<D>(D draft, Instant basedOn) {}

    RecordLists<E> lists() {
        return lists;
    }

    /** The fixed names come first: of the routes that fit a path, the first one answers. */
    void addTo(Routes routes) {
        String path = family.path();
        lists.addTo(routes, path, (filter, call) -> filter, UnaryOperator.identity());
        routes.post(path, this::create);
        Routes.Endpoint createMany = many.around(this::createMany);
        routes.post(path + "/many", call -> {
            permit(call, Action.CREATE);
            createMany.answer(call);
        });
        routes.post(path + "/previewcreateprivilege", this::previewCreatePrivilege);
        routes.post(path + "/previewprivileges", this::previewPrivileges);
        routes.get(path + "/{id}", this::read);
        routes.put(path + "/{id}", this::update);
        routes.delete(path + "/{id}", this::delete);
        routes.need(HandlerType.POST, path, Action.CREATE, kind);
        routes.need(HandlerType.POST, path + "/many", Action.CREATE, kind);
        routes.need(HandlerType.PUT, path + "/{id}", Action.UPDATE, kind);
        routes.need(HandlerType.DELETE, path + "/{id}", Action.DELETE, kind);
    }

    private void create(Call call) {
        permit(call, Action.CREATE);
        D draft = draft(call);
        try {
            E entity = family.create(draft, call.caller(), IdempotencyHeader.of(call.context()));
            call.answerCreated(family.path(), entity.id(), full(entity, call));
        } catch (IdInUseException inUse) {
            throw inUse(inUse, inUse.id().equals(family.idOf(draft)) ? List.of("/id") : List.of());
        }
    }

    private void createMany(Call call) {
        List<D> drafts = JsonObject.readAll(what, body.json(call.context()), MAX_MANY, family::draft);
        try {
            List<E> entities = family.createAll(drafts, call.caller(), IdempotencyHeader.of(call.context()));
            JsonStream.answer(
                    201,
                    json -> {
                        json.writeStartArray();
                        for (E entity : entities) {
                            full(entity, call).writeTo(json);
                        }
                        json.writeEndArray();
                    },
                    call);
        } catch (IdInUseException inUse) {
            List<String> places = new ArrayList<>();
            for (int i = 0; i < drafts.size(); i++) {
                if (inUse.id().equals(family.idOf(drafts.get(i)))) {
                    places.add("/" + i + "/id");
                }
            }
            throw inUse(inUse, places);
        }
    }

    private void read(Call call) {
        permit(call, Action.READ);
        UUID id = id(call);
        E entity = family.records().find(id, call.caller()).orElseThrow(() -> new NotFoundException(kind, id));
        call.answer(200, full(entity, call));
    }

    private void update(Call call) {
        permit(call, Action.READ, Action.UPDATE);
        UUID id = id(call);
        Change<D> change = JsonObject.read(
                what, body.json(call.context()), json -> new Change<>(family.draft(json), json.date("modifiedDate")));
        UUID said = family.idOf(change.draft());
        if (said != null && !said.equals(id)) {
            throw new ProblemException(
                    400,
                    "the body has another id than the path",
                    List.of(new Problem.Fault("/id", "must be that of the path, " + id)));
        }
        E entity = family.update(id, change.draft(), change.basedOn(), call.caller());
        call.answer(200, full(entity, call));
    }

    private void delete(Call call) {
        permit(call, Action.READ, Action.DELETE);
        family.delete(id(call), call.caller());
        call.answerNothing();
    }

    private void previewCreatePrivilege(Call call) {
        boolean allowed = family.preview(draft(call), call.caller()).contains(Action.CREATE);
        call.answer(200, json -> {
            json.writeStartObject();
            json.writeBooleanField("value", allowed);
            json.writeEndObject();
        });
    }

    private void previewPrivileges(Call call) {
        Set<Action> allowed = family.preview(draft(call), call.caller());
        List<String> names = PrivilegeNames.filtered(allowed, call);
        call.answer(200, json -> JsonParts.texts(names, json));
    }

    /** Refuses, before anything of the request is read, what the caller may do with no entity. */
    private void permit(Call call, Action... actions) {
        privileges.port().withAny(call.caller()).ifPresent(anyway -> {
            for (Action action : actions) {
                if (!anyway.contains(action)) {
                    throw new AccessDeniedException(action, kind);
                }
            }
        });
    }

    private UUID id(Call call) {
        return call.id(kind.toString());
    }

    private D draft(Call call) {
        return JsonObject.read(what, body.json(call.context()), family::draft);
    }

    private Json.Value full(E entity, Call call) {
        return json -> family.full(entity, privileges.of(entity, call), json);
    }

    /** Only here it is known where in the body an id was given. */
    private static ProblemException inUse(IdInUseException refusal, List<String> pointers) {
        return new ProblemException(
                409,
                refusal.getMessage(),
                pointers.stream()
                        .map(pointer -> new Problem.Fault(pointer, "is in use"))
                        .toList(),
                refusal);
    }
}
