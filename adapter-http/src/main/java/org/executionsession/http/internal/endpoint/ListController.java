package org.executionsession.http.internal.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.query.CancellationSignal;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.domain.query.SortKey;
import org.executionsession.domain.query.text.FilterParser;
import org.executionsession.domain.query.text.OrderByParser;
import org.executionsession.http.internal.endpoint.Routes.Endpoint;
import org.executionsession.http.internal.overload.Bulkhead;
import org.executionsession.http.internal.overload.Bulkheads;
import org.executionsession.http.internal.overload.DisconnectMonitor;
import org.executionsession.http.internal.query.TableDefinition;

/**
 * The endpoints that list many entities: condensed, full, counted or as a table.
 *
 * @param <E> the entity
 */
final class ListController<E extends AuditedEntity> {

    private final EntityResource<E, ?> family;
    private final PrivilegeNames privileges;
    private final RequestBody body;
    private final Bulkhead openLists;
    private final Bulkhead counts;

    ListController(EntityResource<E, ?> family, PrivilegeNames privileges, RequestBody body, Bulkheads bounds) {
        this.family = family;
        this.privileges = privileges;
        this.body = body;
        this.openLists = bounds.lists();
        this.counts = bounds.counts();
    }

    /** Narrows what the filter of a call means. */
    @FunctionalInterface
    interface Scope<E> {
        Filter<E> within(Filter<E> filter, ApiRequest call);
    }

    /** One of the two shapes of an entity. */
    @FunctionalInterface
    private interface Shape<E> {
        void write(E entity, List<String> privileges, JsonGenerator json) throws IOException;
    }

    EntityResource<E, ?> family() {
        return family;
    }

    /** Adds the endpoints below a path, each with what bounds it. */
    void addTo(Routes routes, String path, Scope<E> scope, UnaryOperator<Endpoint> bounded) {
        routes.get(path, bounded.apply(call -> list(family::condensed, scope, call)));
        routes.get(path + "/full", bounded.apply(call -> list(family::full, scope, call)));
        routes.get(path + "/count", bounded.apply(call -> count(scope, call)));
        routes.post(path + "/table", bounded.apply(call -> table(scope, call)));
    }

    /** What the parameter {@code filter} means; absent or empty, everything. */
    Filter<E> filter(ApiRequest call) {
        return call.parameters()
                .text("filter")
                .filter(text -> !text.isBlank())
                .map(text -> FilterParser.parse(text, family.catalogue()))
                .orElse(Filter.all());
    }

    private List<SortKey<E>> order(ApiRequest call) {
        return call.parameters()
                .text("orderby")
                .filter(text -> !text.isBlank())
                .map(text -> OrderByParser.parse(text, family.catalogue()))
                .orElse(List.of());
    }

    private void list(Shape<E> shape, Scope<E> scope, ApiRequest call) {
        Query<E> query = Query.of(scope.within(filter(call), call), order(call));
        whileWanted(
                call,
                openLists,
                client -> JsonStream.answer(
                        200,
                        json -> {
                            json.writeStartArray();
                            family.records().forEach(query, call.caller(), row(shape, call, json), client);
                            json.writeEndArray();
                        },
                        call));
    }

    /** Reads when there is room for it, until the client is gone. */
    private static void whileWanted(ApiRequest call, Bulkhead few, Consumer<CancellationSignal> read) {
        try (DisconnectMonitor.Watched client =
                DisconnectMonitor.watch(call.context().req())) {
            few.run(call.caller().key(), client, () -> read.accept(client));
        }
    }

    private Consumer<E> row(Shape<E> shape, ApiRequest call, JsonGenerator json) {
        return entity -> {
            try {
                shape.write(entity, privileges.of(entity, call), json);
            } catch (IOException gone) {
                throw new UncheckedIOException(gone);
            }
        };
    }

    private void count(Scope<E> scope, ApiRequest call) {
        Filter<E> filter = scope.within(filter(call), call);
        whileWanted(call, counts, client -> {
            long count = family.records().count(filter, call.caller(), client);
            call.answer(200, json -> {
                json.writeStartObject();
                json.writeNumberField("value", count);
                json.writeEndObject();
            });
        });
    }

    private void table(Scope<E> scope, ApiRequest call) {
        TableDefinition<E> table = TableDefinition.read(body.json(call.context()), family.catalogue());
        Query<E> query = table.query(scope.within(filter(call), call), call.parameters());
        whileWanted(
                call,
                openLists,
                client -> JsonStream.answer(
                        201,
                        json -> table.write(
                                json,
                                rows -> family.records().forEach(query, call.caller(), rows, client),
                                entity -> privileges.of(entity, call)),
                        call));
    }
}
