package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpStatus;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.support.ApiContract;
import org.executionsession.http.support.ApiDocumentExamples;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of the API document, against its schemas and the server. */
class ApiDocumentExamplesHttpTest {

    private static final RunningServer SERVER = RunningServer.start();
    private static final JsonNode DOCUMENT = SERVER.get("/openapi.json").entity(200);
    private static final ApiContract CONTRACT = ApiContract.of(SERVER);

    @BeforeEach
    void forget() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    static Stream<Arguments> operationsWithABody() {
        List<Arguments> operations = new ArrayList<>();
        DOCUMENT.get("paths")
                .forEachEntry((path, item) -> item.forEachEntry((method, operation) -> {
                    if (operation.has("requestBody")) {
                        operations.add(Arguments.of(method.toUpperCase(Locale.ROOT), path, operation));
                    }
                }));
        return operations.stream();
    }

    @ParameterizedTest
    @MethodSource("operationsWithABody")
    void theExampleOfABody_isAcceptedTwice(String method, String path, JsonNode operation) {
        JsonNode body = exampleOfBody(operation);
        boolean isText = operation.at("/requestBody/content").has("text/plain");
        String example = isText ? body.textValue() : body.toString();
        if (path.endsWith("task/update") || path.endsWith("/many") && path.matches(".*task/st.*")) {
            // The body names an existing task.
            String collection = path.replaceFirst("/(update|start/many|stop/many)$", "");
            SERVER.post(
                            collection.equals("/task") ? "/reloadtask" : collection,
                            "{\"name\": \"n\", \"id\": \"3b1f2f4e-6e0b-4a3c-9d55-8f1b0e6c7a22\"}")
                    .entity(201);
        }
        String place = (path.contains("{id}") ? path.replace("{id}", idFor(path)) : path) + requiredQuery(operation);
        for (int time = 0; time < 2; time++) {
            TestResponse answer = SERVER.send(method, place, BodyPublishers.ofString(example));
            assertThat(answer.status()).as(answer.text()).isBetween(200, 204);
        }
    }

    private static String requiredQuery(JsonNode operation) {
        StringBuilder query = new StringBuilder();
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asText().equals("query")
                    && parameter.path("required").asBoolean()) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(parameter.get("name").textValue())
                        .append('=')
                        .append(parameter.get("example").textValue());
            }
        }
        return query.toString();
    }

    @ParameterizedTest
    @MethodSource("operationsWithABody")
    void theExampleOfABody_isShortAndHasOneTaskAndNoId(String method, String path, JsonNode operation) {
        JsonNode example = exampleOfBody(operation);
        assertThat(example.toString()).hasSizeLessThan(400);
        if (!path.endsWith("task/update")) {
            assertThat(example.findValues("id")).isEmpty();
        }
        for (JsonNode entity : example.isArray() ? example : List.of(example)) {
            assertThat(Stream.of("reloadTask", "userSyncTask", "externalProgramTask")
                            .filter(entity::has))
                    .hasSizeLessThan(2);
        }
    }

    private static JsonNode exampleOfBody(JsonNode operation) {
        JsonNode body = operation.get("requestBody");
        JsonNode described =
                body.has("$ref") ? DOCUMENT.at(body.get("$ref").textValue().substring(1)) : body;
        assertThat(described.get("content")).as("one type of %s", described).hasSize(1);
        JsonNode example = described.get("content").iterator().next().path("example");
        assertThat(example.isMissingNode()).as("no example of %s", described).isFalse();
        return example;
    }

    /** Of an entity, or of a selection of all of a kind. */
    private static String idFor(String path) {
        String collection = path.startsWith("/selection/")
                ? path.replaceFirst("/\\{id}", "").replaceFirst("/(table|synthetic)$", "")
                : path.replaceFirst("/\\{id}.*", "");
        String entities = collection.replace("/selection", "");
        String draft = entities.endsWith("task") ? "{\"name\": \"n\"}" : "{}";
        JsonNode entity = SERVER.post(entities.equals("/task") ? "/reloadtask" : entities, draft)
                .entity(201);
        if (!path.startsWith("/selection/")) {
            return entity.get("id").textValue();
        }
        return SERVER.post(collection, "{}").entity(201).get("id").textValue();
    }

    @Test
    void examples_matchTheirSchemas() {
        List<String> faults = new ArrayList<>();
        eachExample(
                "",
                DOCUMENT,
                (schema, example) ->
                        CONTRACT.faults(schema, example.toString()).forEach(fault -> faults.add(schema + " " + fault)));
        assertThat(faults).isEmpty();
    }

    @FunctionalInterface
    private interface ExampleReader {
        void read(String schema, JsonNode example);
    }

    private static void eachExample(String pointer, JsonNode node, ExampleReader reader) {
        if (node.has("example")) {
            reader.read(node.has("schema") ? pointer + "/schema" : pointer, node.get("example"));
        }
        if (node.isObject()) {
            node.forEachEntry((name, child) -> eachExample(pointer + Problem.FieldError.token(name), child, reader));
        }
    }

    @Test
    void examplesOfProblems_haveTheStatusOfTheirResponse() {
        List<Map.Entry<String, JsonNode>> problems = new ArrayList<>();
        Stream.concat(
                        DOCUMENT.findValues("responses").stream().filter(node -> !node.has("InternalServerError")),
                        Stream.of(
                                DOCUMENT.get("x-responses-without-operation"),
                                DOCUMENT.get("x-responses-to-no-request")))
                .forEach(responses -> responses.forEachEntry((status, response) -> problems.add(Map.entry(
                        status,
                        DOCUMENT.at(response.path("$ref").asText("#/none").substring(1)
                                + "/content/application~1problem+json/example")))));
        assertThat(problems)
                .filteredOn(problem -> problem.getValue().isObject())
                .hasSizeGreaterThan(100)
                .allSatisfy(problem -> {
                    int status = problem.getValue().get("status").intValue();
                    assertThat(problem.getKey()).isIn(String.valueOf(status), "414", "417", "431", "505");
                    assertThat(problem.getValue().get("title").textValue()).isEqualTo(HttpStatus.getMessage(status));
                });
    }

    @ParameterizedTest
    @CsvSource({
        "/executionsession, ExecutionSession",
        "/executionresult, ExecutionResult",
        "/executionresult/detail, ExecutionResultDetail"
    })
    void examplesOfBodies_areAccepted(String path, String schema) {
        String body = ApiDocumentExamples.of(DOCUMENT, schema + "Draft").toString();
        SERVER.post(path, body).entity(201);
        SERVER.post(
                        path + "/table",
                        ApiDocumentExamples.of(DOCUMENT, "TableDefinition").toString())
                .entity(201);
        for (String parameter : List.of("Filter", "Order")) {
            JsonNode described = DOCUMENT.at("/components/parameters/" + schema + parameter);
            assertThat(described.get("examples"))
                    .isNotEmpty()
                    .allSatisfy(example -> SERVER.get(path + "?"
                                    + described.get("name").textValue() + "="
                                    + URLEncoder.encode(example.get("value").textValue(), StandardCharsets.UTF_8))
                            .entity(200));
        }
        SERVER.post(
                        "/selection",
                        ApiDocumentExamples.of(DOCUMENT, "SelectionDraft").toString())
                .entity(201);
    }
}
