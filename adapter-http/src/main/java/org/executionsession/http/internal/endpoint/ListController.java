package org.executionsession.http.internal.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.SortKey;
import org.executionsession.domain.query.text.FilterParser;
import org.executionsession.domain.query.text.OrderByParser;
import org.executionsession.http.internal.overload.Bulkhead;
import org.executionsession.http.internal.overload.Bulkheads;
import org.executionsession.http.internal.query.TableDefinition;

/**
 * The list endpoints of one kind of entity: condensed, full, count and table.
 *
 * @param <E> the entity
 */
final class ListController<E extends AuditedEntity> {

    private final EntityResource<E, ?> resource;
    private final PrivilegeNames privileges;
    private final RequestBody body;
    private final Bulkhead openLists;
    private final Bulkhead counts;

    ListController(EntityResource<E, ?> resource, PrivilegeNames privileges, RequestBody body, Bulkheads bulkheads) {
        this.resource = resource;
        this.privileges = privileges;
        this.body = body;
        this.openLists = bulkheads.lists();
        this.counts = bulkheads.counts();
    }

    /**
     * The entities of the lists.
     *
     * @param narrowing narrows the filter of a request, within the bulkheads
     * @param bulkheads the bulkheads of the lists, beside that of all lists or counts
     */
    record Scope<E>(BiFunction<Filter<E>, ApiRequest, Filter<E>> narrowing, List<Bulkhead> bulkheads) {

        private List<Bulkhead> and(Bulkhead last) {
            return Stream.concat(bulkheads.stream(), Stream.of(last)).toList();
        }
    }

    /** The condensed or the full JSON of an entity. */
    @FunctionalInterface
    private interface Shape<E> {
        void write(E entity, List<String> privileges, JsonGenerator json) throws IOException;
    }

    EntityResource<E, ?> resource() {
        return resource;
    }

    /** Adds the endpoints below a path, for all entities of the resource. */
    void addTo(Routes routes, String path) {
        addTo(routes, path, new Scope<>((filter, request) -> filter, List.of()));
    }

    /** Adds the endpoints below a path. */
    void addTo(Routes routes, String path, Scope<E> scope) {
        routes.get(path, request -> list(resource.json()::condensed, scope, request));
        routes.get(path + "/full", request -> list(resource.json()::full, scope, request));
        routes.get(path + "/count", request -> count(scope, request));
        routes.post(path + "/table", request -> table(scope, request));
    }

    /** Parses the parameter {@code filter}. Without it, or if it is blank, the filter matches everything. */
    Filter<E> filter(ApiRequest request) {
        return request.parameters()
                .text("filter")
                .filter(text -> !text.isBlank())
                .map(text -> FilterParser.parse(text, resource.queryableProperties()))
                .orElse(Filter.all());
    }

    /** Parses the parameter {@code orderby}; empty without it. */
    List<SortKey<E>> order(ApiRequest request) {
        return request.parameters()
                .text("orderby")
                .filter(text -> !text.isBlank())
                .map(text -> OrderByParser.parse(text, resource.queryableProperties()))
                .orElse(List.of());
    }

    private void list(Shape<E> shape, Scope<E> scope, ApiRequest request) {
        Filter<E> filter = filter(request);
        List<SortKey<E>> order = order(request);
        request.runPreemptible(scope.and(openLists), client -> {
            Query<E> query = Query.of(scope.narrowing().apply(filter, request), order);
            JsonStream.respond(
                    200,
                    json -> {
                        json.writeStartArray();
                        resource.findEntities().forEach(query, request.caller(), row(shape, request, json), client);
                        json.writeEndArray();
                    },
                    request);
        });
    }

    private Consumer<E> row(Shape<E> shape, ApiRequest request, JsonGenerator json) {
        return entity -> {
            try {
                shape.write(entity, privileges.of(entity, request), json);
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        };
    }

    private void count(Scope<E> scope, ApiRequest request) {
        Filter<E> filter = filter(request);
        request.runPreemptible(scope.and(counts), client -> {
            long count =
                    resource.findEntities().count(scope.narrowing().apply(filter, request), request.caller(), client);
            request.respond(200, json -> {
                json.writeStartObject();
                json.writeNumberField("value", count);
                json.writeEndObject();
            });
        });
    }

    private void table(Scope<E> scope, ApiRequest request) {
        TableDefinition<E> table = TableDefinition.read(
                body.json(request.context()), resource.queryableProperties(), resource.schemaPath());
        Filter<E> filter = filter(request);
        request.runPreemptible(scope.and(openLists), client -> {
            Query<E> query = table.query(scope.narrowing().apply(filter, request), request.parameters());
            JsonStream.respond(
                    201,
                    json -> table.write(
                            json,
                            rows -> resource.findEntities().forEach(query, request.caller(), rows, client),
                            entity -> privileges.ofCaller(entity, request)),
                    request);
        });
    }
}
