package org.executionsession.http.internal.endpoint;

import io.javalin.http.HandlerType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.json.JsonFields;
import org.executionsession.http.internal.json.JsonReader;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.overload.Bulkhead;
import org.executionsession.http.internal.overload.Bulkheads;

/**
 * The endpoints of one family, contract parts 1.1 and 1.2.
 *
 * @param <E> the entity
 * @param <D> what a caller may say of it
 */
public final class CrudController<E extends AuditedEntity, D> {

    /** The most entities that are recorded together: an empty one takes three bytes of a body, and much more in answers. */
    public static final int MAX_MANY = 10_000;

    private final EntityResource<E, D> family;
    private final PrivilegeNames privileges;
    private final RequestBody body;
    private final ListController<E> lists;
    private final Bulkhead many;
    private final EntityKind kind;
    private final String what;

    public CrudController(EntityResource<E, D> family, PrivilegeNames privileges, RequestBody body, Bulkheads bounds) {
        this.family = family;
        this.privileges = privileges;
        this.body = body;
        lists = new ListController<>(family, privileges, body, bounds);
        many = bounds.many();
        kind = family.catalogue().kind();
        what = ("aeiou".indexOf(kind.toString().charAt(0)) < 0 ? "a " : "an ") + kind;
    }

    /** What one change says. */
    private record Change<D>(D draft, Instant basedOn) {}

    public ListController<E> lists() {
        return lists;
    }

    /** The fixed names come first: of the routes that fit a path, the first one answers. */
    public void addTo(Routes routes) {
        String path = family.path();
        lists.addTo(routes, path, (filter, call) -> filter, UnaryOperator.identity());
        routes.post(path, this::create);
        routes.post(path + "/many", call -> call.within(many, () -> createMany(call)));
        routes.post(path + "/previewcreateprivilege", this::previewCreatePrivilege);
        routes.post(path + "/previewprivileges", this::previewPrivileges);
        routes.get(path + "/{id}", this::read);
        routes.put(path + "/{id}", this::update);
        routes.delete(path + "/{id}", this::delete);
        routes.require(HandlerType.POST, path, kind, Privilege.CREATE);
        routes.require(HandlerType.POST, path + "/many", kind, Privilege.CREATE);
        routes.ignoreBodyWithoutPrivileges(HandlerType.POST, path + "/previewcreateprivilege");
        routes.ignoreBodyWithoutPrivileges(HandlerType.POST, path + "/previewprivileges");
        routes.require(HandlerType.GET, path + "/{id}", kind, Privilege.READ);
        routes.require(HandlerType.PUT, path + "/{id}", kind, Privilege.UPDATE, Privilege.READ);
        routes.require(HandlerType.DELETE, path + "/{id}", kind, Privilege.DELETE, Privilege.READ);
    }

    private void create(ApiRequest call) {
        D draft = draft(call);
        try {
            E entity = family.create(draft, call.caller(), IdempotencyHeader.of(call.context()));
            call.answerCreated(family.path(), entity.id(), full(entity, call));
        } catch (DuplicateIdException inUse) {
            throw inUse(inUse, inUse.id().equals(family.idOf(draft)) ? List.of("/id") : List.of());
        }
    }

    private void createMany(ApiRequest call) {
        List<D> drafts = JsonReader.readAll(what, body.json(call.context()), MAX_MANY, family::draft);
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
        } catch (DuplicateIdException inUse) {
            List<String> places = new ArrayList<>();
            for (int i = 0; i < drafts.size(); i++) {
                if (inUse.id().equals(family.idOf(drafts.get(i)))) {
                    places.add("/" + i + "/id");
                }
            }
            throw inUse(inUse, places);
        }
    }

    private void read(ApiRequest call) {
        UUID id = id(call);
        E entity = family.records().find(id, call.caller()).orElseThrow(() -> new NotFoundException(kind, id));
        call.answer(200, full(entity, call));
    }

    private void update(ApiRequest call) {
        UUID id = id(call);
        Change<D> change = JsonReader.read(
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

    private void delete(ApiRequest call) {
        family.delete(id(call), call.caller());
        call.answerNothing();
    }

    private void previewCreatePrivilege(ApiRequest call) {
        boolean allowed = preview(call).contains(Privilege.CREATE);
        call.answer(200, json -> {
            json.writeStartObject();
            json.writeBooleanField("value", allowed);
            json.writeEndObject();
        });
    }

    private void previewPrivileges(ApiRequest call) {
        List<String> names = PrivilegeNames.filtered(preview(call), call);
        call.answer(200, json -> JsonFields.texts(names, json));
    }

    /** The body of a caller without privileges is not read. */
    private Set<Privilege> preview(ApiRequest call) {
        return privileges.hasNone(call.caller()) ? Set.of() : family.preview(draft(call), call.caller());
    }

    private UUID id(ApiRequest call) {
        return call.id(kind.toString());
    }

    private D draft(ApiRequest call) {
        return JsonReader.read(what, body.json(call.context()), family::draft);
    }

    private Json.Value full(E entity, ApiRequest call) {
        return json -> family.full(entity, privileges.of(entity, call), json);
    }

    /** Only here it is known where in the body an id was given. */
    private static ProblemException inUse(DuplicateIdException rejection, List<String> pointers) {
        return new ProblemException(
                409,
                rejection.getMessage(),
                pointers.stream()
                        .map(pointer -> new Problem.Fault(pointer, "is in use"))
                        .toList(),
                rejection);
    }
}
