package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.support.ContractField;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The example of the specification, as it is, and the least that can be posted. */
class ExampleHttpTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String EXAMPLE_ID = "046b6c7f-0b8a-43b9-b35d-6489e6daee91";
    private static final String NO_DATE = "1753-01-01T00:00:00.000Z";
    private static final String NO_ID = "00000000-0000-0000-0000-000000000000";

    private static final byte[] EXAMPLE = example();
    private static final RunningServer SERVER = RunningServer.start();

    @BeforeEach
    void forget() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Nested
    class ContractExample {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/executionsession",
                    "/qrs/executionsession",
                    "/executionSession",
                    "/ExecutionSession",
                    "/QRS/ExecutionSession",
                    "/Qrs/EXECUTIONSESSION",
                    "/executionsession/",
                    "/qrs/executionsession/",
                    "/qrs/executionsession//",
                    "//executionsession//",
                    "/qrs//executionsession",
                    "//qrs///executionsession////",
                    "/qrs/executionsession?",
                    "/qrs/executionsession?privileges=false",
                    "/qrs/executionsession?noSuchParameter=1"
                })
        void create_returnsTheExampleOfTheContract(String path) throws IOException {
            TestResponse answer = SERVER.post(path, EXAMPLE, "Content-Type", "application/json");
            JsonNode session = answer.entity(201);
            assertThat(properties(session)).containsAllEntriesOf(properties(written(EXAMPLE)));
            assertThat(answer.header("Location")).contains("/qrs/executionsession/" + EXAMPLE_ID);
        }

        /** The same facts as literals, so that the expectation does not rest on the transformation alone. */
        @Test
        void create_normalizesTheExample() {
            JsonNode session = SERVER.create(EXAMPLE).entity(201);
            assertThat(session.at("/id").textValue()).isEqualTo(EXAMPLE_ID);
            assertThat(session.at("/abortReason").intValue()).isEqualTo(6);
            assertThat(session.at("/userSyncTask/taskType").intValue()).isEqualTo(9);
            assertThat(session.at("/abortAt").textValue()).isEqualTo("2000-01-23T04:56:07.000Z");
            assertThat(session.at("/app/publishTime").textValue()).isEqualTo("2000-01-23T04:56:07.000Z");
            assertThat(session.at("/app/availabilityStatus"))
                    .isEqualTo(MAPPER.getNodeFactory().numberNode(0));
            assertThat(session.at("/executionResult/status"))
                    .isEqualTo(MAPPER.getNodeFactory().numberNode(0));
            assertThat(session.at("/createdDate").textValue()).isEqualTo("2026-11-24T10:20:30.456Z");
            assertThat(session.at("/modifiedDate").textValue()).isEqualTo("2026-11-24T10:20:30.456Z");
            assertThat(session.at("/modifiedByUserName").textValue()).isEqualTo("INTERNAL\\sa_api");
            assertThat(session.at("/schemaPath").textValue()).isEqualTo("ExecutionSession");
            assertThat(session.at("/executionResult/details")).hasSize(2);
            assertThat(session.findValues("privileges")).hasSize(22).allMatch(JsonNode::isNull);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "?privileges=true",
                    "?privileges=TRUE",
                    "?Privileges=True",
                    "?PRIVILEGES=true",
                    "?a=b&privileges=true&c",
                    "?priv%69leges=tru%65",
                    "?privileges=true&privileges=false"
                })
        void create_returnsThePrivilegesOfTheCallerWhenRequested(String query) throws IOException {
            ObjectNode expected = written(EXAMPLE);
            expected.putArray("privileges")
                    .add("create")
                    .add("read")
                    .add("update")
                    .add("delete");
            JsonNode session = SERVER.post("/qrs/executionsession" + query, EXAMPLE, "Content-Type", "application/json")
                    .entity(201);
            assertThat(properties(session)).containsAllEntriesOf(properties(expected));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"?privileges=false", "?privileges=1", "?privileges=yes", "?privileges=", "?privileges", "?&"
                })
        void create_returnsNoPrivilegesByDefault(String query) throws IOException {
            JsonNode session = SERVER.post("/executionsession" + query, EXAMPLE, "Content-Type", "application/json")
                    .entity(201);
            assertThat(properties(session)).containsAllEntriesOf(properties(written(EXAMPLE)));
        }

        @Test
        void create_acceptsItsOwnResponse() {
            JsonNode first = SERVER.create(EXAMPLE).entity(201);
            SERVER.useCases().clear();
            assertThat(SERVER.create(first.toString()).entity(201)).isEqualTo(first);
        }

        @Test
        void create_rejectsTheExampleTheSecondTime() {
            SERVER.create(EXAMPLE).entity(201);
            TestResponse again = SERVER.create(EXAMPLE).isProblem(409);
            assertThat(again.detail()).isEqualTo("the id " + EXAMPLE_ID + " is in use by another execution session");
            assertThat(again.errors()).containsExactly(new Problem.FieldError("/id", "is in use"));
            assertThat(again.header("Location")).isEmpty();
            assertThat(SERVER.useCases().sessionCount()).isOne();
        }

        @Test
        void read_returnsTheResponseOfCreate() {
            JsonNode created = SERVER.create(EXAMPLE).entity(201);
            assertThat(SERVER.get("/qrs/executionsession/" + EXAMPLE_ID).entity(200))
                    .isEqualTo(created);
        }

        /** What the contract makes of a body: every date and code written its way, and the server's own facts. */
        private static ObjectNode written(byte[] body) throws IOException {
            ObjectNode session = (ObjectNode) MAPPER.readTree(body);
            normalise(session);
            session.put("createdDate", TestUseCases.NOW.toString());
            session.put("modifiedDate", TestUseCases.NOW.toString());
            session.put("modifiedByUserName", "INTERNAL\\sa_api");
            session.put("schemaPath", "ExecutionSession");
            return session;
        }

        private static void normalise(JsonNode node) {
            if (node instanceof ObjectNode object) {
                object.putNull("privileges");
                for (Map.Entry<String, JsonNode> property : object.properties()) {
                    JsonNode value = property.getValue();
                    if (value.isTextual() && value.textValue().endsWith("+00:00")) {
                        property.setValue(MAPPER.getNodeFactory()
                                .textNode(value.textValue().replace("+00:00", "Z")));
                    } else if (value.isObject() && value.isEmpty()) {
                        property.setValue(MAPPER.getNodeFactory().numberNode(0));
                    }
                }
            }
            node.forEach(ContractExample::normalise);
        }

        /** Returns each leaf with its JSON pointer, so that a failure names the location of a difference. */
        private static Map<String, JsonNode> properties(JsonNode session) {
            Map<String, JsonNode> properties = new LinkedHashMap<>();
            collect("", session, properties);
            return properties;
        }

        private static void collect(String pointer, JsonNode node, Map<String, JsonNode> properties) {
            if (!node.isContainerNode() || node.isEmpty()) {
                properties.put(pointer, node);
            }
            node.properties()
                    .forEach(property -> collect(pointer + "/" + property.getKey(), property.getValue(), properties));
            if (node.isArray()) {
                for (int i = 0; i < node.size(); i++) {
                    collect(pointer + "/" + i, node.get(i), properties);
                }
            }
        }
    }

    @Nested
    class Defaults {

        @Test
        void createOfAnEmptyObject_returnsEveryPropertyWithItsDefault() throws IOException {
            TestResponse answer = SERVER.create("{}");
            JsonNode session = answer.entity(201);
            String id = session.get("id").textValue();
            String resultId = session.at("/executionResult/id").textValue();
            assertThat(UUID.fromString(id)).hasToString(id).isNotEqualTo(new UUID(0, 0));
            assertThat(UUID.fromString(resultId)).hasToString(resultId).isNotEqualTo(new UUID(0, 0));
            assertThat(answer.header("Location")).contains("/qrs/executionsession/" + id);
            assertThat(session).isEqualTo(MAPPER.readTree("""
                                    {"id": "%s", "createdDate": "%s", "modifiedDate": "%s",
                                     "modifiedByUserName": "INTERNAL\\\\sa_api", "executingNode": null,
                                     "executionResult": {"id": "%s", "executingNodeName": "", "status": 0,
                                       "startTime": "%s", "stopTime": "%s", "duration": 0, "fileReferenceID": "%s",
                                       "scriptLogAvailable": false, "scriptLogLocation": "", "scriptLogSize": 0,
                                       "details": [], "privileges": null},
                                     "abortAt": "%s", "abortReason": 0, "reloadTask": null, "userSyncTask": null,
                                     "externalProgramTask": null, "retries": 0, "user": "", "app": null,
                                     "privileges": null, "schemaPath": "ExecutionSession"}""".formatted(
                            id,
                            "2026-11-24T10:20:30.456Z",
                            "2026-11-24T10:20:30.456Z",
                            resultId,
                            NO_DATE,
                            NO_DATE,
                            NO_ID,
                            NO_DATE)));
        }

        @Test
        void createOfEmptyNestedObjects_returnsEveryNestedPropertyWithItsDefault() throws IOException {
            JsonNode session = SERVER.create("""
                            {"executingNode": {}, "app": {"stream": {}}, "executionResult": {"details": [{}]},
                             "reloadTask": {}, "userSyncTask": {"operational": {}},
                             "externalProgramTask": {"operational": {"lastExecutionResult": {"details": [{}]}}}}""").entity(201);
            String noResult = """
                    "executingNodeName": "", "status": 0, "startTime": "%1$s", "stopTime": "%1$s", "duration": 0,
                    "fileReferenceID": "%2$s", "scriptLogAvailable": false, "scriptLogLocation": "", "scriptLogSize": 0,
                    "privileges": null""";
            String noDetail = """
                    "detailsType": 0, "message": "", "detailCreatedDate": "%1$s", "privileges": null""";
            String noTask = """
                    "id": "%2$s", "name": "", "taskType": 0, "enabled": false, "taskSessionTimeout": 0, "maxRetries": 0,
                    "privileges": null""";
            assertExpected(session.get("executingNode"), "{'id': '%2$s', 'privileges': null}".replace('\'', '"'));
            assertExpected(session.get("app"), """
                    {"id": "%2$s", "name": "", "appId": "", "publishTime": "%1$s", "published": false,
                     "stream": {"id": "%2$s", "name": "", "privileges": null}, "savedInProductVersion": "",
                     "migrationHash": "", "availabilityStatus": 0, "privileges": null}""");
            assertExpected(session.get("reloadTask"), "{" + noTask + ", \"operational\": null}");
            assertExpected(
                    session.get("userSyncTask"),
                    "{" + noTask
                            + ", \"operational\": {\"id\": \"%2$s\", \"lastExecutionResult\": null, \"nextExecution\": \"%1$s\","
                            + " \"privileges\": null}}");
            assertExpected(
                    session.get("externalProgramTask"),
                    "{" + noTask
                            + ", \"operational\": {\"id\": \"%2$s\", \"nextExecution\": \"%1$s\", \"privileges\": null,"
                            + " \"lastExecutionResult\": {\"id\": \"%2$s\"," + noResult
                            + ", \"details\": [{\"id\": \"%2$s\","
                            + noDetail + "}]}}}");
            // The session's own result is recorded with it, so that it and its details get ids.
            String resultId = session.at("/executionResult/id").textValue();
            String detailId = session.at("/executionResult/details/0/id").textValue();
            assertThat(resultId).isNotEqualTo(NO_ID).isNotEqualTo(detailId);
            assertThat(detailId).isNotEqualTo(NO_ID);
            assertExpected(
                    session.get("executionResult"),
                    "{\"id\": \"" + resultId + "\"," + noResult + ", \"details\": [{\"id\": \"" + detailId + "\","
                            + noDetail + "}]}");
        }

        private static void assertExpected(JsonNode actual, String expected) throws IOException {
            assertThat(actual).isEqualTo(MAPPER.readTree(expected.formatted(NO_DATE, NO_ID)));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"{\"id\": null}", "{\"id\": \"\"}", "{\"id\": \"00000000-0000-0000-0000-000000000000\"}"})
        void create_generatesAnIdIfNoneIsGiven(String body) {
            String first = SERVER.create(body).entity(201).get("id").textValue();
            String second = SERVER.create(body).entity(201).get("id").textValue();
            assertThat(first).isNotEqualTo(second).isNotEqualTo(NO_ID);
        }
    }

    /** Letter case, enumerations and order. */
    @Nested
    class Normalization {

        @Test
        void create_acceptsNamesAndIdsInAnyLetterCase() {
            JsonNode session = SERVER.create("""
                            {"ID": "046B6C7F-0B8A-43B9-B35D-6489E6DAEE91", "RETRIES": 3,
                             "ExecutionResult": {"Status": "finishedSUCCESS", "fileReferenceId": "046B6C7F-0b8a-43b9-b35d-6489e6daee91"}}""").entity(201);
            assertThat(session.get("id").textValue()).isEqualTo(EXAMPLE_ID);
            assertThat(session.get("retries").intValue()).isEqualTo(3);
            assertThat(session.at("/executionResult/status").intValue()).isEqualTo(7);
            assertThat(session.at("/executionResult/fileReferenceID").textValue())
                    .isEqualTo(EXAMPLE_ID);
        }

        @ParameterizedTest
        @CsvSource({
            "/abortReason, DeletedTask, 3",
            "/reloadTask/taskType, Distribute, 3",
            "/executionResult/status, DistributionRunning, 14",
            "/executionResult/details/0/detailsType, information, 2",
            "/app/availabilityStatus, NOTMIGRATED, 5"
        })
        void create_acceptsNamesOfEnumerationsAndReturnsNumbers(String pointer, String name, int number) {
            JsonNode session = SERVER.create(ContractField.body(pointer, "\"" + name + "\""))
                    .entity(201);
            assertThat(session.at(pointer)).isEqualTo(MAPPER.getNodeFactory().numberNode(number));
        }

        @ParameterizedTest
        @ValueSource(ints = {-1, 4, 99, Integer.MAX_VALUE, Integer.MIN_VALUE})
        void create_keepsUnknownNumbersOfEnumerations(int number) {
            for (ContractField field : ContractField.all()) {
                if (field.kind() == ContractField.Kind.CODE) {
                    JsonNode session = SERVER.create(ContractField.body(field.pointer(), String.valueOf(number)))
                            .entity(201);
                    assertThat(session.at(field.pointer()).intValue()).isEqualTo(number);
                }
            }
        }

        @Test
        void create_ordersDetailsByTheirDate() {
            JsonNode session = SERVER.create("""
                            {"executionResult": {"details": [
                              {"message": "late", "detailCreatedDate": "2026-01-02T00:00:00Z"},
                              {"message": "early", "detailCreatedDate": "2026-01-01T00:00:00Z"}]}}""").entity(201);
            assertThat(session.at("/executionResult/details"))
                    .extracting(detail -> detail.get("message").textValue())
                    .containsExactly("early", "late");
        }
    }

    private static byte[] example() {
        try (InputStream example = ExampleHttpTest.class.getResourceAsStream("example.json")) {
            byte[] bytes = example.readAllBytes();
            assertThat(new String(bytes, StandardCharsets.UTF_8)).startsWith("{");
            return bytes;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
