package org.executionsession.http.internal.endpoint;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.executionsession.domain.query.Operator;
import org.executionsession.domain.query.Property;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.text.QueryMessages;

/**
 * The OpenAPI document of everything that is served. It is written by hand, each thing once: what is special in
 * {@code openapi.json}, what is the same for each kind of entity in {@code family.json}, what is the same for every
 * operation in {@code x-every-operation}. What the domain knows is drawn from it: the properties that can be queried,
 * the members of enumerations.
 */
final class ApiDocument {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final DefaultPrettyPrinter INDENTED = new DefaultPrettyPrinter(
                    Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withObjectIndenter(new DefaultIndenter("  ", "\n"));

    private final List<EntityResource<?, ?>> families;
    private final String basePath;
    private String text;

    /** Of these families, which are served below a base path; empty for none. */
    ApiDocument(List<EntityResource<?, ?>> families, String basePath) {
        this.families = families;
        this.basePath = basePath;
    }

    /** The document as JSON. It is made when it is asked for the first time, so that no start waits for it. */
    synchronized String text() {
        if (text == null) {
            try {
                text = MAPPER.writer(INDENTED).writeValueAsString(document());
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
        return text;
    }

    private ObjectNode document() throws IOException {
        ObjectNode document = (ObjectNode) MAPPER.readTree(source("openapi.json"));
        document.get("servers")
                .forEach(server -> ((ObjectNode) server)
                        .put("url", basePath + server.get("url").textValue()));
        // What is special comes second, for it may add to what is the same for each kind.
        JsonNode special = document.replace("paths", MAPPER.createObjectNode());
        for (EntityResource<?, ?> family : families) {
            MAPPER.readerForUpdating(document).readValue(about(family));
        }
        MAPPER.readerForUpdating(document.get("paths")).readValue(special);
        ApiSchemas schemas = new ApiSchemas(document.withObject("/components/schemas"));
        schemas.complete(families.stream().map(ApiDocument::schema).toList());
        addToEveryOperation((ObjectNode) document.remove("x-every-operation"), document.get("paths"));
        return document;
    }

    private static String about(EntityResource<?, ?> family) throws IOException {
        Map<String, String> words = Map.of(
                "path", family.path().substring(1),
                "schema", schema(family),
                "words", family.catalogue().kind().toString(),
                "queryable", queryable(family.catalogue()));
        String text = source("family.json");
        for (Map.Entry<String, String> word : words.entrySet()) {
            String escaped = new String(JsonStringEncoder.getInstance().quoteAsString(word.getValue()));
            text = text.replace("{{" + word.getKey() + "}}", escaped);
        }
        return text;
    }

    /** The schema of the full entity. */
    private static String schema(EntityResource<?, ?> family) {
        return family.catalogue().kind().schemaPath().replace(".", "");
    }

    private static <E> String queryable(QueryableProperties<E> catalogue) {
        String associations = catalogue.associations().stream()
                .map(association -> "`" + association + "`")
                .collect(joining(", "));
        return queryable(catalogue.properties()) + "\n- `eq` `ne` `null`, without quotes: each of these"
                + (associations.isEmpty() ? "" : ", and " + associations);
    }

    private static <E> String queryable(List<Property<E>> properties) {
        return properties.stream()
                .collect(groupingBy(
                        ApiDocument::comparable,
                        LinkedHashMap::new,
                        mapping(property -> "`" + property + "`", joining(", "))))
                .entrySet()
                .stream()
                .map(group -> "- " + group.getKey() + ": " + group.getValue())
                .collect(joining("\n"));
    }

    private static String comparable(Property<?> property) {
        String operators = property.kind().operators().stream()
                .map(Operator::symbol)
                .map(symbol -> "`" + symbol + "`")
                .collect(joining(" "));
        return operators + " " + QueryMessages.expectedValue(property);
    }

    private static void addToEveryOperation(ObjectNode every, JsonNode paths) {
        for (JsonNode path : paths) {
            path.forEachEntry((method, operation) -> {
                if (operation instanceof ObjectNode object) {
                    object.set("responses", byStatus(object.withObject("/responses"), every.get("responses")));
                }
            });
        }
    }

    private static ObjectNode byStatus(JsonNode own, JsonNode ofEvery) {
        Map<String, JsonNode> responses = new TreeMap<>();
        ofEvery.forEachEntry(responses::put);
        own.forEachEntry(responses::put);
        return MAPPER.createObjectNode().setAll(responses);
    }

    private static String source(String name) throws IOException {
        try (InputStream source = ApiDocument.class.getResourceAsStream("openapi/" + name)) {
            return new String(source.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
