package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The entities of a selection as one that can be edited. */
class SyntheticHttpTest {

    private static final RunningServer SERVER = RunningServer.start();

    /** Later than any change, as some clients send it. */
    private static final String ALWAYS = "9999-12-30T23:59:59.999Z";

    @BeforeEach
    void forget() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static List<String> create(String path, String... bodies) {
        List<String> ids = new ArrayList<>();
        for (String body : bodies) {
            ids.add(SERVER.post("/qrs" + path, body).entity(201).get("id").textValue());
        }
        return ids;
    }

    private static String synthetic(String path) {
        String selection =
                SERVER.post("/qrs/selection" + path, "{}").entity(201).get("id").textValue();
        return "/qrs/selection/" + selection + path + "/synthetic";
    }

    private static JsonNode property(JsonNode synthetic, String name) {
        return StreamSupport.stream(synthetic.get("properties").spliterator(), false)
                .filter(property -> property.get("name").textValue().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String change(String name, String value) {
        return "{\"latestModifiedDate\":\"" + ALWAYS + "\",\"properties\":[{\"name\":\"" + name + "\",\"value\":"
                + value + ",\"valueIsModified\":true}]}";
    }

    @Test
    void commonValues_areShownAndDifferentOnesMarked() {
        create(
                "/executionsession",
                "{\"retries\":2,\"user\":\"ACME\\\\jo\",\"reloadTask\":{\"name\":\"Nightly\",\"maxRetries\":3}}",
                "{\"retries\":2,\"user\":\"ACME\\\\max\",\"reloadTask\":{\"name\":\"Nightly\",\"maxRetries\":4}}");
        JsonNode synthetic = SERVER.get(synthetic("/executionsession")).entity(200);
        assertThat(synthetic.get("name").textValue()).isEqualTo("ExecutionSession");
        assertThat(synthetic.get("type").textValue()).isEqualTo("ExecutionSession");
        assertThat(synthetic.get("latestModifiedDate").textValue()).isEqualTo("2026-11-24T10:20:30.456Z");
        assertThat(synthetic.get("children")).isEmpty();
        assertThat(synthetic.get("access"))
                .extracting(JsonNode::textValue)
                .containsExactly("create", "read", "update", "delete");
        assertThat(synthetic.get("properties"))
                .extracting(property -> property.get("name").textValue())
                .containsExactlyInAnyOrder(
                        "executingNode",
                        "executionResult",
                        "abortAt",
                        "abortReason",
                        "reloadTask",
                        "userSyncTask",
                        "externalProgramTask",
                        "retries",
                        "user",
                        "app",
                        "modifiedDate");
        assertThat(property(synthetic, "retries"))
                .hasToString("{\"name\":\"retries\",\"value\":2,\"valueisdifferent\":false,\"valueismodified\":false}");
        for (String different : List.of("user", "reloadTask", "executionResult")) {
            assertThat(property(synthetic, different).get("value").isNull()).isTrue();
            assertThat(property(synthetic, different).get("valueisdifferent").booleanValue())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/executionsession | {\"retries\":1} | retries | 5",
                "/executionsession | {\"user\":\"a\"} | user | \"b\"",
                "/executionresult | {\"status\":2} | status | 8",
                "/executionresult | {\"executingNodeName\":\"a\"} | executingNodeName | \"b\"",
                "/executionresult/detail | {\"message\":\"a\"} | message | \"b\"",
                "/executionresult/detail | {\"detailsType\":1} | detailsType | 2"
            })
    void anEdit_changesAllEntities(String path, String body, String name, String value) {
        List<String> ids = create(path, body, body, "{}");
        String synthetic = synthetic(path);
        ObjectNode shown = (ObjectNode) SERVER.get(synthetic).entity(200);
        ObjectNode property = (ObjectNode) property(shown, name);
        JsonNode next = TestResponse.json(value.getBytes(StandardCharsets.UTF_8));
        assertThat(property.get("valueisdifferent").booleanValue()).isTrue();
        property.put("valueismodified", true).set("value", next);
        TestResponse answer = SERVER.put(synthetic, shown.toString());
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(ids)
                .allSatisfy(id -> assertThat(
                                SERVER.get("/qrs" + path + "/" + id).entity(200).get(name))
                        .isEqualTo(next));
        JsonNode after = property(SERVER.get(synthetic).entity(200), name);
        assertThat(after.get("valueisdifferent").booleanValue()).isFalse();
        assertThat(after.get("value")).isEqualTo(next);
    }

    @Test
    void otherProperties_stayUnchanged() {
        String body =
                "{\"retries\":1,\"user\":\"ACME\\\\jo\",\"abortReason\":2,\"abortAt\":\"2026-11-24T10:20:30.456Z\","
                        + "\"executingNode\":{\"id\":\"%1$s\"},\"app\":{\"id\":\"%1$s\",\"name\":\"Sales\",\"stream\":{\"name\":\"All\"}},"
                        + "\"executionResult\":{\"status\":2,\"details\":[{\"message\":\"m\",\"detailsType\":2}]}}";
        String path = "/qrs/executionsession/"
                + create("/executionsession", body.formatted("9e8d7c6b-5a49-4382-9716-05f4e3d2c1b0"))
                        .get(0);
        ObjectNode before = (ObjectNode) SERVER.get(path).entity(200);
        SERVER.put(synthetic("/executionsession"), change("Retries", "7"));
        ObjectNode after = (ObjectNode) SERVER.get(path).entity(200);
        before.put("retries", 7).remove("modifiedDate");
        after.remove("modifiedDate");
        assertThat(after).isEqualTo(before);
    }

    @Test
    void aFilter_limitsTheShownAndTheChangedEntities() {
        List<String> ids = create("/executionsession", "{\"user\":\"a\"}", "{\"user\":\"b\"}");
        String synthetic = synthetic("/executionsession");
        String filter = "?filter=user%20eq%20'a'";
        assertThat(property(SERVER.get(synthetic + filter).entity(200), "user")
                        .get("value")
                        .textValue())
                .isEqualTo("a");
        assertThat(SERVER.put(synthetic + filter, change("retries", "3")).status())
                .isEqualTo(204);
        assertThat(ids)
                .extracting(id -> SERVER.get("/qrs/executionsession/" + id)
                        .entity(200)
                        .get("retries")
                        .intValue())
                .containsExactly(3, 0);
        JsonNode none = SERVER.get(synthetic + "?filter=user%20eq%20'c'").entity(200);
        assertThat(none.get("properties")).isEmpty();
        assertThat(none.get("access")).isEmpty();
        SERVER.get(synthetic + "?filter=(").isProblem(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"properties\":[{\"name\":\"retries\",\"value\":3,\"valueismodified\":true}]}",
                "{\"latestModifiedDate\":\"2026-11-24T10:20:30.455Z\",\"properties\":[{\"name\":\"retries\",\"value\":3,\"valueismodified\":true}]}",
                "{\"properties\":[{\"name\":\"modifiedDate\",\"value\":\"2026-11-24T10:20:30.455Z\"},{\"name\":\"retries\",\"value\":3,\"valueismodified\":true}]}"
            })
    void anEditOfAnOlderVersion_isAConflict(String body) {
        create("/executionsession", "{}");
        String synthetic = synthetic("/executionsession");
        SERVER.put(synthetic, body).isProblem(409);
        assertThat(property(SERVER.get(synthetic).entity(200), "retries")
                        .get("value")
                        .intValue())
                .isZero();
        assertThat(SERVER.put(synthetic, body.replace(".455Z", ".456Z")).status())
                .isEqualTo(body.contains("Z") ? 204 : 409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retries | \"many\" | /properties/0/value",
                "abortAt | 7 | /properties/0/value",
                "executionResult | {\"details\":[{},{\"message\":1}]} | /properties/0/value/details/1/message",
                "reloadTask | [] | /properties/0/value",
                "id | \"9e8d7c6b-5a49-4382-9716-05f4e3d2c1b0\" | /properties/0/name",
                "createdDate | \"2026-11-24T10:20:30.456Z\" | /properties/0/name",
                "nosuch | 1 | /properties/0/name"
            })
    void unknownOrInvalidProperties_areRejectedWithTheirLocation(String name, String value, String pointer) {
        // Also of an empty selection: what it holds does not matter.
        assertThat(SERVER.put(synthetic("/executionsession"), change(name, value))
                        .isProblem(400)
                        .errors())
                .extracting(Problem.FieldError::pointer)
                .containsExactly(pointer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"properties\":{}}",
                "{\"properties\":[1]}",
                "{\"properties\":[{\"value\":1}]}",
                "{\"properties\":[{\"name\":\"retries\",\"value\":1,\"valueismodified\":\"yes\"}]}",
                "{\"properties\":[],\"latestModifiedDate\":\"soon\"}",
                "{\"properties\":[],\"children\":[{\"name\":\"executionResult\"}]}",
                "{\"properties\":[{\"name\":\"retries\",\"value\":1,\"valueismodified\":true},{\"name\":\"retries\",\"value\":2,\"valueismodified\":true}]}",
                "{\"properties\":[{\"name\":\"retries\",\"value\":1,\"valueismodified\":true},{\"name\":\"Retries\",\"value\":2,\"valueismodified\":true}]}"
            })
    void bodiesOfAnotherShape_areRejected(String body) {
        assertThat(SERVER.put(synthetic("/executionsession"), body)
                        .isProblem(400)
                        .errors())
                .isNotEmpty();
    }

    @Test
    void aCallerWithoutPrivileges_seesAndChangesNothing() {
        create("/executionsession", "{}");
        String guest = "UserDirectory=ACME; UserId=guest";
        String selection = SERVER.send(
                        "POST", "/qrs/selection/executionsession", BodyPublishers.noBody(), "X-Qlik-User", guest)
                .entity(201)
                .get("id")
                .textValue();
        String synthetic = "/qrs/selection/" + selection + "/executionsession/synthetic";
        assertThat(SERVER.getAs(guest, synthetic).entity(200).get("access"))
                .extracting(JsonNode::textValue)
                .containsExactly("read");
        SERVER.send("PUT", synthetic, BodyPublishers.ofString(change("retries", "3")), "X-Qlik-User", guest)
                .isProblem(403);
        assertThat(property(SERVER.getAs(guest, synthetic).entity(200), "retries")
                        .get("value")
                        .intValue())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/executionsession", "/executionresult", "/executionresult/detail"})
    void anUnknownSelection_returns404(String path) {
        for (String id : List.of("9e8d7c6b-5a49-4382-9716-05f4e3d2c1b0", "none")) {
            String synthetic = "/qrs/selection/" + id + path + "/synthetic";
            SERVER.get(synthetic).isProblem(404);
            SERVER.put(synthetic, "{\"properties\":[]}").isProblem(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/qrs/ssl/ping", "/qrs/ssl/ping/?xrfkey=123456789ABCDEFG", "/QRS/SSL/Ping", "/ssl/ping"})
    void ping_returnsTheTextThatClientsExpect(String path) {
        TestResponse answer = SERVER.send("GET", path, BodyPublishers.noBody(), "x-qlik-xrfkey", "123456789ABCDEFG");
        if (!path.contains("xrfkey")) {
            // The key may not come by the header alone.
            answer.isProblem(403);
            answer = SERVER.get(path);
        }
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("Ping successful");
        assertThat(answer.header("Content-Type")).contains("text/plain;charset=utf-8");
        SERVER.post(path.split("\\?")[0], "{}").isProblem(405);
    }
}
