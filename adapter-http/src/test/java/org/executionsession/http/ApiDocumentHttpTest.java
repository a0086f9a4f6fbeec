package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpStatus;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.support.ApiContract;
import org.executionsession.http.support.ApiDocumentRules;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API document, against the server and the domain that it describes. */
class ApiDocumentHttpTest {

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

    /** The document as a whole: its operations, its form and its paths. */
    @Nested
    class Document {

        @Test
        void theDocument_hasExactlyTheServedOperations() {
            assertThat(ApiDocumentRules.operations(DOCUMENT, texts(SERVER.get("/about/api/description"))))
                    .isEmpty();
            assertThat(ApiDocumentRules.commonResponses(DOCUMENT)).isEmpty();
        }

        @Test
        void theDocument_isValidForTheSwaggerParser() {
            assertThat(new OpenAPIV3Parser().readContents(DOCUMENT.toString()).getMessages())
                    .isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/qrs/openapi.json",
                    "/openapi.json/",
                    "//QRS//OpenAPI.JSON",
                    "/about/openapi/main",
                    "/qrs/About/OpenAPI/Main"
                })
        void theDocument_isTheSameOnEveryPath(String path) {
            assertThat(SERVER.get(path).entity(200)).isEqualTo(DOCUMENT);
            TestResponse head = SERVER.head(path);
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).contains("application/json;charset=utf-8");
            assertThat(head.body()).isEmpty();
            assertThat(SERVER.post(path, "{}").isProblem(405).header("Allow")).contains("GET, HEAD");
        }

        private static List<String> texts(TestResponse answer) {
            List<String> texts = new ArrayList<>();
            answer.entity(200).forEach(text -> texts.add(text.textValue()));
            return texts;
        }
    }

    /** The schemas of bodies, parameters and security. */
    @Nested
    class Schemas {

        @Test
        void theKindsOfEntities_areDescribedAlike() {
            assertThat(ApiDocumentRules.alike(DOCUMENT, "/executionresult", "ExecutionResult"))
                    .isEmpty();
            assertThat(ApiDocumentRules.alike(DOCUMENT, "/executionresult/detail", "ExecutionResultDetail"))
                    .isEmpty();
        }

        @Test
        void sessions_haveThePropertiesOfTheirDraft() {
            assertThat(ApiDocumentRules.components(DOCUMENT, "ExecutionSession", ExecutionSessionDraft.class))
                    .isEmpty();
        }

        @Test
        void responsesHaveAllProperties_andDraftsRequireNone() {
            assertThat(ApiDocumentRules.required(DOCUMENT)).isEmpty();
            assertThat(ApiDocumentRules.drafts(DOCUMENT)).isEmpty();
        }

        @Test
        void xrfkeyAndCaller_areSecuritySchemesAndNotParameters() {
            JsonNode schemes = DOCUMENT.at("/components/securitySchemes");
            List<String> keys = new ArrayList<>();
            schemes.forEach(scheme -> {
                if (scheme.get("type").textValue().equals("apiKey")) {
                    keys.add(scheme.get("in").textValue() + " "
                            + scheme.get("name").textValue());
                }
            });
            assertThat(keys).containsExactlyInAnyOrder("query Xrfkey", "header X-Qlik-Xrfkey", "header X-Qlik-User");
            assertThat(DOCUMENT.get("security"))
                    .isNotEmpty()
                    .allSatisfy(alternative -> alternative
                            .fieldNames()
                            .forEachRemaining(
                                    name -> assertThat(schemes.has(name)).isTrue()));
            assertThat(DOCUMENT.findValues("name"))
                    .extracting(JsonNode::asText)
                    .filteredOn(name -> name.equalsIgnoreCase("xrfkey")
                            || name.toLowerCase(Locale.ROOT).startsWith("x-qlik-"))
                    .hasSize(3);
        }

        @Test
        void everySchema_isUsedByAnOperation() {
            Set<String> used = new TreeSet<>();
            references(DOCUMENT.get("paths"), used);
            Set<String> schemas = new TreeSet<>();
            DOCUMENT.at("/components/schemas").fieldNames().forEachRemaining(schemas::add);
            assertThat(used)
                    .filteredOn(reference -> reference.startsWith("#/components/schemas/"))
                    .map(reference -> reference.substring("#/components/schemas/".length()))
                    .containsExactlyInAnyOrderElementsOf(schemas);
            for (String parts : List.of("parameters", "requestBodies", "headers")) {
                DOCUMENT.at("/components/" + parts)
                        .fieldNames()
                        .forEachRemaining(part -> assertThat(used).contains("#/components/" + parts + "/" + part));
            }
        }

        private static void references(JsonNode node, Set<String> found) {
            for (JsonNode reference : node.findValues("$ref")) {
                if (found.add(reference.textValue())) {
                    references(DOCUMENT.at(reference.textValue().substring(1)), found);
                }
            }
        }

        @ParameterizedTest
        @MethodSource("queryableProperties")
        void filters_areDescribedByTheQueryableProperties(QueryableProperties<?> properties) {
            assertThat(ApiDocumentRules.queryable(DOCUMENT, properties)).isEmpty();
        }

        static Stream<QueryableProperties<?>> queryableProperties() {
            return Stream.of(QueryableProperties.SESSIONS, QueryableProperties.RESULTS, QueryableProperties.DETAILS);
        }

        @Test
        void enumerations_areDescribedByTheirMembers() {
            List<String> changes = new ArrayList<>();
            SERVER.get("/about/api/enums").entity(200).forEachEntry((name, enumeration) -> {
                List<String> members = new ArrayList<>();
                enumeration.get("values").forEach(member -> members.add(member.textValue()));
                changes.addAll(ApiDocumentRules.enumeration(DOCUMENT, name, members));
            });
            changes.addAll(ApiDocumentRules.enumeration(
                    DOCUMENT,
                    "Privilege",
                    Stream.of(Privilege.values()).map(Privilege::wireName).toList()));
            assertThat(changes).isEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "/executionsession, ExecutionSession",
            "/executionresult, ExecutionResult",
            "/executionresult/detail, ExecutionResultDetail"
        })
        void responses_canBeSentBack(String path, String schema) {
            SERVER.post(path, example(schema + "Draft").toString());
            SERVER.post(path, "{}");
            ArrayNode entities = (ArrayNode) SERVER.get(path + "/full").entity(200);
            assertThat(entities).hasSize(2).allSatisfy(entity -> {
                assertThat(CONTRACT.faults("/components/schemas/" + schema + "Draft", entity.toString()))
                        .isEmpty();
                SERVER.put(path + "/" + entity.get("id").textValue(), entity.toString())
                        .entity(200);
            });
        }
    }

    @Nested
    class Examples {

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
            String example = exampleOfBody(operation).toString();
            String place = path.contains("{id}") ? path.replace("{id}", idFor(path)) : path;
            for (int time = 0; time < 2; time++) {
                TestResponse answer = SERVER.send(method, place, BodyPublishers.ofString(example));
                assertThat(answer.status()).as(answer.text()).isBetween(200, 204);
            }
        }

        @ParameterizedTest
        @MethodSource("operationsWithABody")
        void theExampleOfABody_isShortAndHasOneTaskAndNoId(String method, String path, JsonNode operation) {
            JsonNode example = exampleOfBody(operation);
            assertThat(example.toString()).hasSizeLessThan(400);
            assertThat(example.findValues("id")).isEmpty();
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
            JsonNode example = described.at("/content/application~1json/example");
            assertThat(example.isMissingNode())
                    .as("no example of %s", described)
                    .isFalse();
            return example;
        }

        /** Of an entity, or of a selection of all of a kind. */
        private static String idFor(String path) {
            String collection = path.startsWith("/selection/")
                    ? path.replaceFirst("/\\{id}", "").replaceFirst("/(table|synthetic)$", "")
                    : path.replace("/{id}", "");
            SERVER.post(collection.replace("/selection", ""), "{}").entity(201);
            return SERVER.post(collection, "{}").entity(201).get("id").textValue();
        }

        @Test
        void examples_matchTheirSchemas() {
            List<String> faults = new ArrayList<>();
            eachExample(
                    "",
                    DOCUMENT,
                    (schema, example) -> CONTRACT.faults(schema, example.toString())
                            .forEach(fault -> faults.add(schema + " " + fault)));
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
                node.forEachEntry(
                        (name, child) -> eachExample(pointer + Problem.FieldError.token(name), child, reader));
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
                        assertThat(problem.getValue().get("title").textValue())
                                .isEqualTo(HttpStatus.getMessage(status));
                    });
        }

        @ParameterizedTest
        @CsvSource({
            "/executionsession, ExecutionSession",
            "/executionresult, ExecutionResult",
            "/executionresult/detail, ExecutionResultDetail"
        })
        void examplesOfBodies_areAccepted(String path, String schema) {
            String body = example(schema + "Draft").toString();
            SERVER.post(path, body).entity(201);
            SERVER.post(path + "/table", example("TableDefinition").toString()).entity(201);
            for (String parameter : List.of("Filter", "Order")) {
                JsonNode described = DOCUMENT.at("/components/parameters/" + schema + parameter);
                assertThat(described.get("examples"))
                        .isNotEmpty()
                        .allSatisfy(example -> SERVER.get(path + "?"
                                        + described.get("name").textValue() + "="
                                        + URLEncoder.encode(example.get("value").textValue(), StandardCharsets.UTF_8))
                                .entity(200));
            }
            SERVER.post("/selection", example("SelectionDraft").toString()).entity(201);
        }
    }

    /** What the page shows as an example, too. */
    private static JsonNode example(String name) {
        return example(DOCUMENT.at("/components/schemas/" + name));
    }

    private static JsonNode example(JsonNode schema) {
        if (schema.has("$ref")) {
            return example(DOCUMENT.at(schema.get("$ref").textValue().substring(1)));
        }
        if (schema.has("example")) {
            return schema.get("example");
        }
        if (schema.get("type").textValue().equals("array")) {
            return JsonNodeFactory.instance.arrayNode().add(example(schema.get("items")));
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        schema.get("properties").forEachEntry((name, property) -> object.set(name, example(property)));
        return object;
    }
}
