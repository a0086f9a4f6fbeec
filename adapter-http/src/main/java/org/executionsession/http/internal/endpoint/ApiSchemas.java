package org.executionsession.http.internal.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.executionsession.domain.model.Privilege;
import org.executionsession.http.internal.json.Enumeration;

/**
 * The schemas of the API document, completed by rules that its readers would otherwise have to trust us to keep:
 *
 * <ul>
 *   <li>what is made of parts ({@code allOf}) holds their properties itself;
 *   <li>a schema that does not say which of its properties are required is that of a response, and requires all;
 *   <li>what a caller may say of an entity is the same without what the server says, and without anything required;
 *   <li>enumerations are described by the members that the domain knows.
 * </ul>
 */
final class ApiSchemas {

    private static final String REFERENCE = "$ref";

    private static final String PREFIX = "#/components/schemas/";

    private final ObjectNode schemas;

    ApiSchemas(ObjectNode schemas) {
        this.schemas = schemas;
    }

    /** Completes all; the entities are those of which a caller may say something. */
    void complete(List<String> entities) {
        schemas.forEach(schema -> compose((ObjectNode) schema));
        // A part of others, which have its properties by now: nobody is sent one, and no client needs a class for it.
        schemas.remove("Recorded");
        schemas.forEach(schema -> require((ObjectNode) schema));
        entities.forEach(this::draft);
        Enumeration.all().forEach((name, enumeration) -> describe(name, enumeration.values().stream()));
        describe("Privilege", Stream.of(Privilege.values()).map(Privilege::wireName));
    }

    private ObjectNode compose(ObjectNode schema) {
        if (schema.remove("allOf") instanceof ArrayNode parts) {
            ObjectNode properties = schema.objectNode();
            parts.forEach(part -> properties.setAll(
                    (ObjectNode) compose(referred(part)).get("properties").deepCopy()));
            properties.setAll(schema.withObject("/properties"));
            schema.set("properties", properties);
        }
        return schema;
    }

    private static void require(ObjectNode schema) {
        if (schema.has("properties") && !schema.has("required")) {
            ArrayNode required = schema.putArray("required");
            schema.get("properties").fieldNames().forEachRemaining(required::add);
        }
    }

    /** Adds the draft of an entity, and of what is in it, and names it. */
    private String draft(String entity) {
        String name = entity + "Draft";
        if (!schemas.has(name)) {
            ObjectNode draft = schemas.get(entity).deepCopy();
            schemas.set(name, draft);
            draft.remove("required");
            draft.put(
                    "description",
                    "Request body. All properties are optional. "
                            + draft.get("description").textValue());
            draft.withObject("/properties").properties().removeIf(this::isReadOnly);
            for (JsonNode reference : draft.findParents(REFERENCE)) {
                if (referred(reference).has("properties")) {
                    ((ObjectNode) reference).put(REFERENCE, PREFIX + draft(name(reference)));
                }
            }
        }
        return name;
    }

    private boolean isReadOnly(Map.Entry<String, JsonNode> property) {
        JsonNode schema = property.getValue();
        return (schema.has(REFERENCE) ? referred(schema) : schema)
                .path("readOnly")
                .booleanValue();
    }

    private void describe(String enumeration, Stream<String> members) {
        ObjectNode schema = (ObjectNode) schemas.get(enumeration);
        StringBuilder description = new StringBuilder(schema.get("description").textValue()).append("\n");
        members.forEach(member -> description.append("\n- `").append(member).append("`"));
        schema.put("description", description.toString());
    }

    private ObjectNode referred(JsonNode reference) {
        return (ObjectNode) schemas.get(name(reference));
    }

    private static String name(JsonNode reference) {
        return reference.get(REFERENCE).textValue().substring(PREFIX.length());
    }
}
