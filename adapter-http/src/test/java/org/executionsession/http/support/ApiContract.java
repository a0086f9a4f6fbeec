package org.executionsession.http.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds answers against the API document that the server serves: a response that is not described there is a failure. It
 * is stricter than the document, which leaves room for what will be added: nothing else may be in a response, and dates
 * have the one form of the contract.
 */
public final class ApiContract {

    private static final String DOCUMENT = "http://127.0.0.1/openapi.json";

    private static final String REFERENCE = "$ref";

    private static final String DATE = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$"
            // Only of default instances (contract, part 9).
            + "|^1753-01-01T00:00:00Z$";

    private static ApiContract served;

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final Map<String, Schema> schemas = new ConcurrentHashMap<>();

    private ApiContract(JsonNode document) {
        this.document = document;
        registry = SchemaRegistry.withDialect(
                Dialects.getOpenApi30(),
                builder -> builder.schemas(Map.of(DOCUMENT, document.toString()))
                        .schemaRegistryConfig(SchemaRegistryConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build()));
    }

    /** That of the first server that is asked: the document is the same for all. */
    public static synchronized ApiContract of(RunningServer server) {
        if (served == null) {
            served = of(server.document());
        }
        return served;
    }

    /** Reads the document from a server of its own, for tests whose servers may not be able to serve it. */
    public static ApiContract read() {
        try (RunningServer server = RunningServer.start()) {
            return of(server);
        }
    }

    public static ApiContract of(String json) {
        try {
            ObjectNode document = (ObjectNode) new ObjectMapper().readTree(json);
            document.withObject("/components/schemas").forEachEntry(ApiContract::close);
            return new ApiContract(document);
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    /** What callers say may hold more than is described. */
    private static void close(String name, JsonNode schema) {
        if (schema.has("properties") && !name.endsWith("Draft")) {
            ((ObjectNode) schema).put("additionalProperties", false);
            for (JsonNode property : schema.get("properties")) {
                if (property.path("format").asText().equals("date-time")) {
                    ((ObjectNode) property).put("pattern", DATE);
                }
            }
        }
    }

    /** Expects that the response to a request is one of those that the document describes. */
    public void check(String method, String target, TestResponse answer) {
        if (List.of(200, 304, 308).contains(answer.status()) && isAboutTheContract(target)) {
            return;
        }
        String what = method + " " + target.substring(0, Math.min(target.length(), 200));
        String status = String.valueOf(answer.status());
        String responses = operation(method, target)
                .map(operation -> operation + "/responses")
                .filter(described -> document.at(described).has(status))
                .orElseGet(() -> withoutOperation(method, target, status));
        String response = resolved(responses + "/" + status);
        assertThat(document.at(response).isObject())
                .as(
                        "%s is answered with %s (%s), which the API document does not describe",
                        what, status, answer.text())
                .isTrue();
        checkHeaders(what, document.at(response).path("headers"), answer);
        checkContent(what, method, response + "/content", answer);
    }

    /** The document and the pages are no operations of the contract, and clients that are made of it have no use for them. */
    private static boolean isAboutTheContract(String target) {
        return path(target).matches("/openapi\\.json|/about/openapi/main|/docs(/[^/]+)?|/?|/page/[^/]+");
    }

    private String withoutOperation(String method, String target, String status) {
        boolean unserved = operation(method, target).isEmpty();
        return unserved && document.at("/x-responses-without-operation").has(status)
                ? "/x-responses-without-operation"
                : "/x-responses-to-no-request";
    }

    private void checkHeaders(String what, JsonNode headers, TestResponse answer) {
        headers.forEachEntry((name, header) -> {
            JsonNode described = header.has(REFERENCE) ? document.at(place(header)) : header;
            if (described.path("required").booleanValue()) {
                assertThat(answer.headers())
                        .as("the headers of the answer to %s", what)
                        .containsKey(name);
            }
        });
    }

    private void checkContent(String what, String method, String contents, TestResponse answer) {
        if (!document.at(contents).isObject()) {
            assertThat(answer.body()).as("the body of the answer to %s", what).isEmpty();
            return;
        }
        String type = answer.header("Content-Type").orElse("none").split(";")[0].strip();
        String content = contents + "/" + type.replace("/", "~1");
        assertThat(document.at(content).isObject())
                .as("%s is answered with content of the type %s, which the API document does not describe", what, type)
                .isTrue();
        if (!method.equals("HEAD") && type.endsWith("json")) {
            assertThat(faults(content + "/schema", answer.text()))
                    .as("what is wrong with the answer to %s: %s", what, answer.text())
                    .isEmpty();
        }
    }

    /** How a value is not as the schema at a place of the document describes it. */
    public List<Error> faults(String pointer, String json) {
        return schemas.computeIfAbsent(pointer, place -> registry.getSchema(SchemaLocation.of(DOCUMENT + "#" + place)))
                .validate(json, InputFormat.JSON);
    }

    /** Where the operation is that serves a request; of the paths that fit, one without a variable wins. */
    private Optional<String> operation(String method, String target) {
        String path = path(target);
        String member = method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
        return document.get("paths")
                .propertyStream()
                .map(Map.Entry::getKey)
                .filter(template -> path.matches(template.replaceAll("\\{\\w+}", "[^/]+")))
                .min(Comparator.comparing(template -> template.contains("{")))
                .map(template -> "/paths/" + template.replace("/", "~1") + "/" + member)
                .filter(operation -> document.at(operation).isObject());
    }

    /** The document has one of the many ways to write a path. */
    private static String path(String target) {
        String path = target.split("[?#]", 2)[0]
                .toLowerCase(Locale.ROOT)
                .replaceAll("/+", "/")
                .replaceFirst("(?<=.)/$", "");
        return path.startsWith("/qrs/") ? path.substring("/qrs".length()) : path;
    }

    private String resolved(String pointer) {
        JsonNode node = document.at(pointer);
        return node.has(REFERENCE) ? place(node) : pointer;
    }

    private static String place(JsonNode reference) {
        return reference.get(REFERENCE).textValue().substring(1);
    }
}
