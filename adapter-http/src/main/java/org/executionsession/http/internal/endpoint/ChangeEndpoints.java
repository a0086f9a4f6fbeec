package org.executionsession.http.internal.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.model.Change;
import org.executionsession.domain.model.ChangeCursor;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.EntityKind;
import org.executionsession.domain.port.inbound.WatchExecutions;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.text.QrsDate;
import org.executionsession.http.internal.json.ChangeWriter;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.overload.Bulkhead;
import org.executionsession.http.internal.overload.DisconnectMonitor;

/** The list of changes since a date (contract, part 1.5). It is streamed, and ends with the changes that are there when it begins. */
final class ChangeEndpoints {

    private static final String PATH = "/notification/changes";

    /** How many changes are read together with their entities, which are in memory. */
    private static final int BATCH = 20;

    private final WatchExecutions watch;
    private final PrivilegeNames privileges;
    private final Bulkhead lists;
    private final Map<EntityKind, EntityResource<?, ?>> resources = new EnumMap<>(EntityKind.class);

    /** Creates the endpoints; the resources have all entities of their kinds. */
    ChangeEndpoints(
            WatchExecutions watch, List<EntityResource<?, ?>> resources, PrivilegeNames privileges, Bulkhead lists) {
        this.watch = watch;
        this.privileges = privileges;
        this.lists = lists;
        resources.forEach(
                resource -> this.resources.put(resource.queryableProperties().kind(), resource));
    }

    void addTo(Routes routes) {
        routes.get(PATH, this::list);
    }

    /** The kinds of entities that a client names, and the names of types in lower case; an empty set means all of them. */
    private record Types(Set<EntityKind> kinds, Set<String> names) {

        /** A deleted task has only the name of all tasks. */
        boolean include(Change change, String type) {
            return change.entity().kind() != EntityKind.TASK
                    || change.entity().type() == ChangeType.DELETE
                    || names.isEmpty()
                    || names.contains(EntityKind.TASK.schemaPath().toLowerCase(Locale.ROOT))
                    || names.contains(type.toLowerCase(Locale.ROOT));
        }
    }

    private void list(ApiRequest request) {
        if (privileges.cannotRead(request.caller())) {
            // As every list of this caller.
            request.respond(200, json -> {
                json.writeStartArray();
                json.writeEndArray();
            });
            return;
        }
        Instant since = since(request);
        Types types = types(request);
        try (DisconnectMonitor.MonitoredRequest client =
                DisconnectMonitor.monitor(request.context().req())) {
            lists.run(request.caller().key(), client, () -> {
                ChangeCursor first = watch.before(since);
                ChangeCursor last = watch.latest();
                JsonStream.respond(
                        200,
                        json -> {
                            json.writeStartArray();
                            write(first, last, types, client, request, json);
                            json.writeEndArray();
                        },
                        request);
            });
        }
    }

    private void write(
            ChangeCursor first,
            ChangeCursor last,
            Types types,
            CancellationSignal client,
            ApiRequest request,
            JsonGenerator json)
            throws IOException {
        ChangeCursor cursor = first;
        while (cursor.compareTo(last) < 0) {
            WatchExecutions.Page page = watch.list(cursor, types.kinds(), BATCH, request.caller());
            if (page.next().equals(cursor)) {
                return;
            }
            write(page.changes(), types, client, request, json);
            cursor = page.next();
        }
    }

    private void write(
            List<Change> changes, Types types, CancellationSignal client, ApiRequest request, JsonGenerator json)
            throws IOException {
        Map<Change, Entity> objects = new HashMap<>();
        for (EntityKind kind : types.kinds()) {
            Set<UUID> ids = new HashSet<>();
            changes.stream()
                    .map(Change::entity)
                    .filter(change -> change.kind() == kind && change.type() != ChangeType.DELETE)
                    .forEach(change -> ids.add(change.id()));
            if (!ids.isEmpty() && resources.containsKey(kind)) {
                read(resources.get(kind), ids, changes, client, request, objects);
            }
        }
        for (Change change : changes) {
            Entity object = objects.get(change);
            if (change.entity().type() == ChangeType.DELETE) {
                ChangeWriter.write(change, change.entity().kind().schemaPath(), null, json);
            } else if (object != null && types.include(change, object.type())) {
                // Otherwise it was deleted since, and that change follows.
                ChangeWriter.write(change, object.type(), object.full(), json);
            }
        }
    }

    /** The present version of a changed entity. */
    private record Entity(String type, Json.Value full) {}

    private <E extends AuditedEntity> void read(
            EntityResource<E, ?> resource,
            Set<UUID> ids,
            List<Change> changes,
            CancellationSignal client,
            ApiRequest request,
            Map<Change, Entity> objects) {
        Query<E> query = Query.of(new Filter.OneOf<>(ids), List.of());
        resource.findEntities()
                .forEach(
                        query,
                        request.caller(),
                        entity -> {
                            Entity object = new Entity(
                                    entity.schemaPath(),
                                    json -> resource.json().full(entity, privileges.of(entity, request), json));
                            changes.stream()
                                    .filter(change -> change.entity().concerns(entity))
                                    .forEach(change -> objects.put(change, object));
                        },
                        client);
    }

    private static Instant since(ApiRequest request) {
        String text = request.parameters().text("since").orElse("").strip();
        if (text.isEmpty()) {
            throw new ProblemException(400, "the parameter 'since' is required: a date");
        }
        try {
            return QrsDate.parseExactly(text);
        } catch (DateTimeException invalid) {
            throw new ProblemException(
                    400, "the parameter 'since' must be a date, such as 2026-11-24T10:20:30.456Z, percent-encoded");
        }
    }

    private static Types types(ApiRequest request) {
        List<String> names = Stream.of(
                        request.parameters().text("types").orElse("").split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        Set<EntityKind> kinds = new HashSet<>();
        for (String name : names) {
            kinds.add(kind(name)
                    .orElseThrow(() -> new ProblemException(
                            400,
                            "the parameter 'types' must be names of types, separated by commas: ExecutionSession,"
                                    + " ExecutionResult, Task, ReloadTask, ExternalProgramTask, UserSyncTask")));
        }
        return new Types(
                names.isEmpty() ? Set.of(EntityKind.values()) : kinds,
                Set.copyOf(names.stream()
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .toList()));
    }

    private static Optional<EntityKind> kind(String name) {
        return Stream.of(EntityKind.SESSION, EntityKind.RESULT, EntityKind.TASK)
                .filter(kind -> kind.isNamed(name))
                .findFirst();
    }
}
