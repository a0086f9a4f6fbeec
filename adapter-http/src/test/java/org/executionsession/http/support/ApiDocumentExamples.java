package org.executionsession.http.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The examples of the schemas of the API document. */
public final class ApiDocumentExamples {

    private ApiDocumentExamples() {}

    /** Returns the example of a schema as the page shows it too: its own, or one made of those of its properties. */
    public static JsonNode of(JsonNode document, String name) {
        return example(document, document.at("/components/schemas/" + name));
    }

    private static JsonNode example(JsonNode document, JsonNode schema) {
        if (schema.has("$ref")) {
            return example(document, document.at(schema.get("$ref").textValue().substring(1)));
        }
        if (schema.has("example")) {
            return schema.get("example");
        }
        if (schema.get("type").textValue().equals("array")) {
            return JsonNodeFactory.instance.arrayNode().add(example(document, schema.get("items")));
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        schema.get("properties").forEachEntry((name, property) -> object.set(name, example(document, property)));
        return object;
    }
}
