package org.executionsession.http.internal.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
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
import org.executionsession.http.internal.overload.DisconnectMonitor.MonitoredRequest;
import org.executionsession.http.internal.watch.BatchSize;
import org.executionsession.http.internal.watch.ChangedEntities;

/** The list of changes since a date (contract, part 1.5). It is streamed, and ends with the changes that are there when it begins. */
final class ChangeEndpoints {

    private static final String PATH = "/notification/changes";

    /** The maximum number of changes that are read together with their entities, which are in memory. */
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
        request.runPreemptible(lists, client -> {
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

    private void write(
            ChangeCursor first,
            ChangeCursor last,
            Types types,
            MonitoredRequest client,
            ApiRequest request,
            JsonGenerator json)
            throws IOException {
        BatchSize batch = new BatchSize(BATCH);
        ChangeCursor cursor = first;
        while (cursor.compareTo(last) < 0) {
            // The changes of other types, and those that a caller may not see, are read without a query that can be
            // cancelled.
            client.throwIfCancelled();
            WatchExecutions.Page page = watch.list(cursor, types.kinds(), batch.next(), request.caller());
            if (page.next().equals(cursor)) {
                return;
            }
            ChangedEntities entities = ChangedEntities.read(page.changes(), (kind, ids, consumer) -> {
                EntityResource<?, ?> resource = resources.get(kind);
                if (resource != null) {
                    read(resource, ids, client, request, consumer);
                }
            });
            List<Change> complete = entities.complete();
            write(complete, entities, types, request, json);
            batch.read(entities);
            if (entities.isComplete()) {
                cursor = page.next();
            } else if (!complete.isEmpty()) {
                cursor = complete.get(complete.size() - 1).cursor();
            }
        }
    }

    private void write(
            List<Change> changes, ChangedEntities entities, Types types, ApiRequest request, JsonGenerator json)
            throws IOException {
        for (Change change : changes) {
            AuditedEntity entity = entities.get(change.entity());
            if (change.entity().type() == ChangeType.DELETE) {
                ChangeWriter.write(change, change.entity().kind().schemaPath(), null, json);
            } else if (entity != null && types.include(change, entity.schemaPath())) {
                // Otherwise it was deleted since, and that change follows.
                ChangeWriter.write(
                        change,
                        entity.schemaPath(),
                        full(resources.get(change.entity().kind()), entity, request),
                        json);
            }
        }
    }

    private static <E extends AuditedEntity> void read(
            EntityResource<E, ?> resource,
            Set<UUID> ids,
            CancellationSignal client,
            ApiRequest request,
            Consumer<AuditedEntity> consumer) {
        resource.findEntities()
                .forEach(Query.of(new Filter.OneOf<>(ids), List.of()), request.caller(), consumer::accept, client);
    }

    @SuppressWarnings("unchecked") // the entity is of the kind of the resource
    private <E extends AuditedEntity> Json.Value full(
            EntityResource<E, ?> resource, AuditedEntity entity, ApiRequest request) {
        return json -> resource.json().full((E) entity, privileges.of(entity, request), json);
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
