package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.Privilege;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.http.support.ApiContract;
import org.executionsession.http.support.ApiDocumentExamples;
import org.executionsession.http.support.ApiDocumentRules;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
            for (String tasks : List.of("/reloadtask", "/externalprogramtask", "/usersynctask")) {
                assertThat(ApiDocumentRules.alike(DOCUMENT, tasks, "Task")).isEmpty();
            }
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
            return Stream.of(
                    QueryableProperties.SESSIONS,
                    QueryableProperties.RESULTS,
                    QueryableProperties.DETAILS,
                    QueryableProperties.TASKS);
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
            "/executionresult/detail, ExecutionResultDetail",
            "/reloadtask, ReloadTask",
            "/externalprogramtask, ExternalProgramTask",
            "/usersynctask, UserSyncTask"
        })
        void responses_canBeSentBack(String path, String schema) {
            SERVER.post(path, ApiDocumentExamples.of(DOCUMENT, schema + "Draft").toString());
            SERVER.post(path, path.endsWith("task") ? "{\"name\": \"n\"}" : "{}");
            ArrayNode entities = (ArrayNode) SERVER.get(path + "/full").entity(200);
            assertThat(entities).hasSize(2).allSatisfy(entity -> {
                assertThat(CONTRACT.faults("/components/schemas/" + schema + "Draft", entity.toString()))
                        .isEmpty();
                SERVER.put(path + "/" + entity.get("id").textValue(), entity.toString())
                        .entity(200);
            });
        }
    }
}
