package org.executionsession.http.internal.endpoint;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.executionsession.domain.model.AuditedEntity;
import org.executionsession.domain.query.text.Guid;
import org.executionsession.domain.query.text.QrsDate;
import org.executionsession.http.internal.json.Enumeration;
import org.executionsession.http.internal.json.Json;
import org.executionsession.http.internal.json.JsonFields;

/** The {@code /about} endpoints, which describe the API (contract, parts 1.3 and 7.4). */
final class AboutEndpoints {

    private static final String PATH = "/about";

    /** The version of the Repository Main API that the server implements. */
    private static final String API_VERSION = "38.35.0";

    private static final Map<String, Enumeration> ENUMERATIONS = Enumeration.all();

    private static final List<String> RELATIONS = List.of(
            "ExecutionSession.executingNode > SchedulerService",
            "ExecutionSession.executionResult > ExecutionResult",
            "ExecutionSession.reloadTask > ReloadTask",
            "ExecutionSession.userSyncTask > UserSyncTask",
            "ExecutionSession.externalProgramTask > ExternalProgramTask",
            "ExecutionSession.app > App",
            "ExecutionResult.details > ExecutionResult.Detail",
            "ReloadTask.app > App",
            "ReloadTask.operational > ReloadTaskOperational",
            "ReloadTaskOperational.lastExecutionResult > ExecutionResult",
            "ExternalProgramTask.operational > ExternalProgramTaskOperational",
            "ExternalProgramTaskOperational.lastExecutionResult > ExecutionResult",
            "UserSyncTask.operational > UserSyncTaskOperational",
            "UserSyncTaskOperational.lastExecutionResult > ExecutionResult");

    private static final Instant NO_DATE = Instant.parse("1753-01-01T00:00:00Z");

    private AboutEndpoints() {}

    static void addTo(Routes routes, List<EntityResource<?, ?>> resources) {
        routes.get(PATH, request -> request.respond(200, AboutEndpoints::product));
        String api = PATH + "/api";
        routes.get(api + "/enums", request -> request.respond(200, AboutEndpoints::enumerations));
        routes.get(api + "/relations", request -> request.respond(200, json -> JsonFields.texts(RELATIONS, json)));
        routes.get(
                api + "/description", request -> request.respond(200, json -> JsonFields.texts(routes.served(), json)));
        for (EntityResource<?, ?> resource : resources) {
            String instance = defaultInstance(resource);
            routes.get(
                    api + "/default" + resource.path(),
                    request -> request.respond(200, json -> json.writeRaw(instance)));
        }
    }

    private static void product(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("productName", "Execution Sessions");
        json.writeStringField("apiVersion", API_VERSION);
        // Clients derive features from the build version of QRS, which has four numbers. We have no build of QRS, so
        // it is the API version.
        json.writeStringField("buildVersion", API_VERSION + ".0");
        json.writeStringField("schemaPath", "About");
        json.writeEndObject();
    }

    private static void enumerations(JsonGenerator json) throws IOException {
        json.writeStartObject();
        for (Map.Entry<String, Enumeration> entry : ENUMERATIONS.entrySet()) {
            json.writeObjectFieldStart(entry.getKey());
            json.writeFieldName("values");
            JsonFields.texts(entry.getValue().values(), json);
            json.writeFieldName("usages");
            JsonFields.texts(entry.getValue().usages(), json);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** Returns the default values of an entity as JSON, without ids and with dates without a fraction (contract, part 9). */
    private static <E extends AuditedEntity> String defaultInstance(EntityResource<E, ?> resource) {
        UUID id = UUID.randomUUID();
        E blank = resource.blank(id, NO_DATE);
        ObjectNode json = (ObjectNode) tree(Json.write(out -> resource.json().full(blank, null, out)));
        json.put("modifiedByUserName", "");
        return json.toString().replace(id.toString(), Guid.NONE).replace(QrsDate.format(null), NO_DATE.toString());
    }

    private static JsonNode tree(byte[] json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
