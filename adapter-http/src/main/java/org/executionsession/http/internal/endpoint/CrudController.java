package org.executionsession.http.internal.endpoint;

import io.javalin.http.HandlerType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.executionsession.domain.exception.DuplicateIdException;
import org.executionsession.domain.exception.NotFoundException;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.WatchExecutions.Outcome;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.json.JsonFields;
import org.executionsession.http.internal.json.JsonReader;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.overload.Bulkhead;
import org.executionsession.http.internal.overload.Bulkheads;
import org.executionsession.http.internal.overload.SerializationLimit;
import org.executionsession.http.internal.watch.EntityTag;
import org.executionsession.http.internal.watch.KnownState;
import org.executionsession.http.internal.watch.Waits;

/**
 * The endpoints of one kind of entity (contract, parts 1.1 and 1.2).
 *
 * @param <E> the entity
 * @param <D> its draft
 */
public final class CrudController<E extends AuditedEntity, D> {

    /**
     * The maximum number of entities in one bulk creation. An empty entity takes three bytes in the body and far more
     * in the response.
     */
    public static final int MAX_MANY = 10_000;

    private final EntityResource<E, D> resource;
    private final PrivilegeNames privileges;
    private final RequestBody body;
    private final ListController<E> lists;
    private final Bulkhead reads;
    private final Bulkhead bulkCreations;
    private final SerializationLimit serialization;
    private final EntityKind kind;
    private final String what;
    private final Waits waits;
    private final Await<E> await;

    /** Creates the endpoints of entities for whose changes clients cannot wait. */
    public CrudController(
            EntityResource<E, D> resource, PrivilegeNames privileges, RequestBody body, Bulkheads bulkheads) {
        this(resource, privileges, body, bulkheads, null, null);
    }

    /** Creates the endpoints of entities for whose changes clients can wait. */
    CrudController(
            EntityResource<E, D> resource,
            PrivilegeNames privileges,
            RequestBody body,
            Bulkheads bulkheads,
            Waits waits,
            Await<E> await) {
        this.waits = waits;
        this.await = await;
        this.resource = resource;
        this.privileges = privileges;
        this.body = body;
        lists = new ListController<>(resource, privileges, body, bulkheads);
        reads = bulkheads.reads();
        bulkCreations = bulkheads.bulkCreations();
        serialization = bulkheads.serialization();
        kind = resource.queryableProperties().kind();
        what = ("aeiou".indexOf(kind.toString().charAt(0)) < 0 ? "a " : "an ") + kind;
    }

    /** Waits for a change of an entity. */
    @FunctionalInterface
    interface Await<E extends AuditedEntity> {
        CompletionStage<Outcome<E>> await(UUID id, Predicate<? super E> isKnown, Duration timeout, Caller caller);
    }

    public ListController<E> lists() {
        return lists;
    }

    /** Adds the endpoints. Fixed names come before ids, because the router takes the first route that matches. */
    public void addTo(Routes routes) {
        String path = resource.path();
        lists.addTo(routes, path);
        routes.post(path, this::create);
        routes.post(path + "/many", request -> request.within(bulkCreations, () -> createMany(request)));
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
        if (waits != null) {
            routes.allowLong(path + "/{id}");
        }
        routes.require(HandlerType.PUT, path + "/{id}", kind, Privilege.UPDATE, Privilege.READ);
        routes.require(HandlerType.DELETE, path + "/{id}", kind, Privilege.DELETE, Privilege.READ);
    }

    private void create(ApiRequest request) {
        D draft = draft(request);
        try {
            E entity = resource.create(draft, request.caller(), IdempotencyHeader.of(request.context()));
            request.respondCreated(resource.path(), entity.id(), full(entity, request));
        } catch (DuplicateIdException inUse) {
            throw inUse(inUse, inUse.id().equals(resource.idOf(draft)) ? List.of("/id") : List.of());
        }
    }

    private void createMany(ApiRequest request) {
        List<D> drafts = JsonReader.readAll(what, body.json(request.context()), MAX_MANY, resource.json()::draft);
        try {
            List<E> entities = resource.createAll(drafts, request.caller(), IdempotencyHeader.of(request.context()));
            JsonStream.respond(
                    201,
                    json -> {
                        json.writeStartArray();
                        for (E entity : entities) {
                            full(entity, request).writeTo(json);
                        }
                        json.writeEndArray();
                    },
                    request);
        } catch (DuplicateIdException inUse) {
            List<String> pointers = new ArrayList<>();
            for (int i = 0; i < drafts.size(); i++) {
                if (inUse.id().equals(resource.idOf(drafts.get(i)))) {
                    pointers.add("/" + i + "/id");
                }
            }
            throw inUse(inUse, pointers);
        }
    }

    private void read(ApiRequest request) {
        UUID id = id(request);
        List<String> known = Collections.list(request.context().req().getHeaders("If-None-Match"));
        Optional<Duration> wait = waits == null ? Optional.empty() : waits.wanted(request.context());
        if (wait.isEmpty()) {
            respond(presentState(id, request), tag -> EntityTag.isIn(known, tag), request);
            return;
        }
        KnownState state = new KnownState(known);
        waits.respond(
                request.context(),
                request.caller(),
                wait.get(),
                () -> request.within(
                        reads,
                        () -> await.await(id, entity -> state.is(tag(entity, request)), wait.get(), request.caller())),
                (E changed) -> respond(
                        changed == null ? presentState(id, request) : json(changed, request),
                        state::isNotModified,
                        request));
    }

    /** Reads an entity and writes it as JSON. The bulkhead limits how many entities are in memory meanwhile. */
    private byte[] presentState(UUID id, ApiRequest request) {
        return request.within(reads, () -> json(found(id, request), request));
    }

    private E found(UUID id, ApiRequest request) {
        return resource.findEntities().find(id, request.caller()).orElseThrow(() -> new NotFoundException(kind, id));
    }

    private String tag(E entity, ApiRequest request) {
        return EntityTag.of(json(entity, request));
    }

    private byte[] json(E entity, ApiRequest request) {
        return serialization.write(full(entity, request));
    }

    /** Responds with an entity, or with status 304 if the client knows this state. */
    private void respond(byte[] json, Predicate<String> isKnown, ApiRequest request) {
        String tag = EntityTag.of(json);
        request.context().header("ETag", tag);
        if (isKnown.test(tag)) {
            request.context().status(304);
        } else {
            request.respond(json);
        }
    }

    private void update(ApiRequest request) {
        UUID id = id(request);
        Object json = body.json(request.context());
        UpdateBody<D> given = updateBody(json, null);
        UUID bodyId = resource.idOf(given.draft());
        if (bodyId != null && !bodyId.equals(id)) {
            throw new ProblemException(
                    400,
                    "the id in the body differs from the id in the path",
                    List.of(new Problem.FieldError("/id", "must be equal to the id in the path, " + id)));
        }
        UpdateBody<D> change = resource.findKept(id, request.caller())
                .map(stored -> updateBody(json, stored))
                .orElse(given);
        E entity = resource.update(id, change.draft(), change.basedOn(), request.caller());
        request.respond(200, full(entity, request));
    }

    private UpdateBody<D> updateBody(Object body, E stored) {
        return JsonReader.read(what, body, json -> UpdateBody.read(json, resource, stored));
    }

    private void delete(ApiRequest request) {
        resource.delete(id(request), request.caller());
        request.respondNoContent();
    }

    private void previewCreatePrivilege(ApiRequest request) {
        boolean allowed = preview(request).contains(Privilege.CREATE);
        request.respond(200, json -> {
            json.writeStartObject();
            json.writeBooleanField("value", allowed);
            json.writeEndObject();
        });
    }

    private void previewPrivileges(ApiRequest request) {
        List<String> names = PrivilegeNames.filtered(preview(request), request);
        request.respond(200, json -> JsonFields.texts(names, json));
    }

    /** Evaluates the privileges for a draft. The body of a caller without privileges is not parsed. */
    private Set<Privilege> preview(ApiRequest request) {
        return privileges.hasNone(request.caller()) ? Set.of() : resource.preview(draft(request), request.caller());
    }

    private UUID id(ApiRequest request) {
        return request.id(kind.toString());
    }

    private D draft(ApiRequest request) {
        return JsonReader.read(what, body.json(request.context()), resource.json()::draft);
    }

    private Json.Value full(E entity, ApiRequest request) {
        return json -> resource.json().full(entity, privileges.of(entity, request), json);
    }

    /** Adds the positions of the id in the body, which the use case does not know. */
    static ProblemException inUse(DuplicateIdException rejection, List<String> pointers) {
        return new ProblemException(
                409,
                rejection.getMessage(),
                pointers.stream()
                        .map(pointer -> new Problem.FieldError(pointer, "is in use"))
                        .toList(),
                rejection);
    }
}
