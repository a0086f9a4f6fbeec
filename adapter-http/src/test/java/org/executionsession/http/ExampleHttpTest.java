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
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The example of the specification, as it is. */
class ExampleHttpTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String EXAMPLE_ID = "046b6c7f-0b8a-43b9-b35d-6489e6daee91";

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
        expected.putArray("privileges").add("create").add("read").add("update").add("delete");
        JsonNode session = SERVER.post("/qrs/executionsession" + query, EXAMPLE, "Content-Type", "application/json")
                .entity(201);
        assertThat(properties(session)).containsAllEntriesOf(properties(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"?privileges=false", "?privileges=1", "?privileges=yes", "?privileges=", "?privileges", "?&"})
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
                    property.setValue(
                            MAPPER.getNodeFactory().textNode(value.textValue().replace("+00:00", "Z")));
                } else if (value.isObject() && value.isEmpty()) {
                    property.setValue(MAPPER.getNodeFactory().numberNode(0));
                }
            }
        }
        node.forEach(ExampleHttpTest::normalise);
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
