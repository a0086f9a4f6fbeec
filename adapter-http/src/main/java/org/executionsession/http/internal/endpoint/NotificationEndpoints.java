package org.executionsession.http.internal.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import io.javalin.http.HandlerType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.executionsession.domain.model.ChangeType;
import org.executionsession.domain.model.NotificationScope;
import org.executionsession.domain.model.NotificationSubscription;
import org.executionsession.domain.model.NotifiedType;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.port.inbound.ChangeNotifications;
import org.executionsession.domain.query.text.Guid;
import org.executionsession.http.internal.json.NotificationWriter;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.overload.Bulkhead;
import org.executionsession.http.internal.overload.Bulkheads;
import org.executionsession.http.internal.query.QueryParameters;

/** The subscriptions to notifications (contract, part 1.6). The list of them is an extension. */
final class NotificationEndpoints {

    private static final String PATH = "/notification";

    private final ChangeNotifications notifications;
    private final RequestBody body;
    private final Bulkhead changes;
    private final Bulkhead lists;

    NotificationEndpoints(ChangeNotifications notifications, RequestBody body, Bulkheads bulkheads) {
        this.notifications = notifications;
        this.body = body;
        changes = bulkheads.subscriptions();
        lists = bulkheads.lists();
    }

    void addTo(Routes routes) {
        routes.post(PATH, this::subscribe);
        routes.require(HandlerType.POST, PATH, null, Privilege.READ);
        routes.delete(PATH, this::unsubscribe);
        routes.require(HandlerType.DELETE, PATH, null, Privilege.READ);
        routes.get(PATH, this::list);
    }

    private void subscribe(ApiRequest request) {
        NotificationScope scope = scope(request.parameters());
        String url = url(request);
        NotificationSubscription subscription =
                request.within(changes, () -> notifications.subscribe(url, scope, request.caller()));
        request.respond(201, json -> {
            json.writeStartObject();
            json.writeStringField("value", Guid.format(subscription.id()));
            json.writeEndObject();
        });
    }

    /** Some clients send the URL without quotes. */
    private String url(ApiRequest request) {
        String text = body.text(request.context()).strip();
        if (text.regionMatches(true, 0, "http", 0, "http".length())) {
            return text;
        }
        if (!(body.json(request.context()) instanceof String url)) {
            throw new ProblemException(400, "the body must be the callback URL, as a JSON string");
        }
        return url;
    }

    private void unsubscribe(ApiRequest request) {
        UUID handle = request.parameters()
                .text("handle")
                .flatMap(Guid::parse)
                .orElseThrow(() -> new ProblemException(
                        400,
                        "the parameter 'handle' is required: the GUID that the subscription got, such as"
                                + " 046b6c7f-0b8a-43b9-b35d-6489e6daee91"));
        request.within(changes, () -> notifications.unsubscribe(handle, request.caller()));
        request.respondNoContent();
    }

    private void list(ApiRequest request) {
        request.runPreemptible(
                lists,
                client -> JsonStream.respond(
                        200,
                        json -> {
                            json.writeStartArray();
                            notifications.forEach(request.caller(), subscription -> {
                                client.throwIfCancelled();
                                write(subscription, request, json);
                            });
                            json.writeEndArray();
                        },
                        request));
    }

    private static void write(NotificationSubscription subscription, ApiRequest request, JsonGenerator json) {
        try {
            NotificationWriter.write(
                    subscription,
                    request.caller().isService(),
                    subscription.owner().equals(request.caller()),
                    json);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** The parameter {@code condition} is ignored: what it does in QRS is not public. */
    private static NotificationScope scope(QueryParameters parameters) {
        NotifiedType type = parameters
                .text("name")
                .map(String::strip)
                .flatMap(NotifiedType::named)
                .orElseThrow(() -> new ProblemException(
                        400,
                        "the parameter 'name' must be a type of entities: ExecutionSession, ExecutionResult, Task,"
                                + " ReloadTask, ExternalProgramTask, UserSyncTask"));
        return NotificationScope.of(type)
                .withEntity(entity(parameters))
                .withFilter(parameters.text("filter").orElse("").strip())
                .withChangeTypes(changeTypes(parameters))
                .withPropertyName(parameters.text("propertyname").orElse("").strip());
    }

    private static UUID entity(QueryParameters parameters) {
        String text = parameters.text("id").orElse("").strip();
        if (text.isEmpty()) {
            return null;
        }
        UUID id = Guid.parse(text)
                .orElseThrow(() -> new ProblemException(
                        400, "the parameter 'id' must be a GUID, such as 046b6c7f-0b8a-43b9-b35d-6489e6daee91"));
        return Guid.NONE.equals(id.toString()) ? null : id;
    }

    /** Several types of changes are separated by commas. {@code Undefined} means all of them. */
    private static Set<ChangeType> changeTypes(QueryParameters parameters) {
        if (parameters.isAmbiguous("changetype")) {
            throw new ProblemException(
                    400, "the parameter 'changetype' must occur once; separate several values by commas");
        }
        Set<ChangeType> types = EnumSet.noneOf(ChangeType.class);
        boolean all = true;
        for (String name : parameters.text("changetype").orElse("").split(",")) {
            String word = name.strip().toLowerCase(Locale.ROOT);
            if (!word.isEmpty() && !word.equals("0") && !word.equals("undefined")) {
                types.add(changeType(word)
                        .orElseThrow(() -> new ProblemException(
                                400,
                                "the parameter 'changetype' must be 0 (Undefined), 1 (Add), 2 (Update) or 3 (Delete),"
                                        + " or several of them, separated by commas")));
                all = false;
            } else if (!word.isEmpty()) {
                return EnumSet.allOf(ChangeType.class);
            }
        }
        return all ? EnumSet.allOf(ChangeType.class) : types;
    }

    private static Optional<ChangeType> changeType(String word) {
        return Stream.of(ChangeType.values())
                .filter(type -> word.equals(String.valueOf(type.number())) || word.equals(wireName(type)))
                .findFirst();
    }

    private static String wireName(ChangeType type) {
        return switch (type) {
            case CREATE -> "add";
            case UPDATE -> "update";
            case DELETE -> "delete";
        };
    }
}
