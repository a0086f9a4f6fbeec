package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.executionsession.http.support.RunningServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An object of a body that holds nothing but an id stands for what is recorded with it. */
class ReferenceHttpTest {

    private static final RunningServer SERVER = RunningServer.start();
    private static final String ID = "046b6c7f-0b8a-43b9-b35d-6489e6daee91";
    private static final String RESULT = """
            {"id":"ID","status":7,"startTime":"2026-01-01T00:00:00.000Z","executingNodeName":"n1",
             "details":[{"id":"ID","detailsType":2,"message":"m"}]}""";
    private static final String TASK = """
            {"id":"ID","name":"task","enabled":true,"maxRetries":3,
             "operational":{"id":"ID","nextExecution":"2026-01-01T00:00:00.000Z","lastExecutionResult":RESULT}}""";
    private static final String SESSION = """
            {"executionResult":RESULT,"reloadTask":TASK,"userSyncTask":TASK,"externalProgramTask":TASK,
             "app":{"id":"ID","name":"app","stream":{"id":"ID","name":"stream"}},"executingNode":{"id":"ID"}}""";

    @BeforeEach
    void clear() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"ID\"}",
                "{\"ID\":\"ID\"}",
                "{\"id\":\"ID\",\"privileges\":null}",
                "{\"id\":\"ID\",\"privileges\":[\"read\"]}",
                "{\"id\":\"ID\",\"name\":null,\"status\":null,\"details\":null,\"operational\":null}",
                "{\"id\":\"ID\",\"status\":{},\"availabilityStatus\":{}}",
                "{\"id\":\"ID\",\"createdDate\":\"2026-01-01T00:00:00.000Z\",\"schemaPath\":\"x\",\"unheardOf\":1}"
            })
    void aReferenceById_keepsTheStoredEntity(String reference) {
        JsonNode session = created("/qrs/executionsession", SESSION);
        ObjectNode change = session.deepCopy();
        for (String name :
                new String[] {"executionResult", "reloadTask", "userSyncTask", "externalProgramTask", "app"}) {
            change.put(name, "REFERENCE");
        }
        JsonNode changed = put("/executionsession/", session, change, reference);
        assertUnchanged(changed, session);
        ObjectNode inside = changed.deepCopy();
        inside.withObject("/executionResult").putArray("details").add("REFERENCE");
        inside.withObject("/reloadTask").put("operational", "REFERENCE");
        inside.withObject("/userSyncTask").withObject("/operational").put("lastExecutionResult", "REFERENCE");
        inside.withObject("/externalProgramTask")
                .withObject("/operational")
                .withObject("/lastExecutionResult")
                .putArray("details")
                .add("REFERENCE");
        inside.withObject("/app").put("stream", "REFERENCE");
        assertUnchanged(put("/executionsession/", changed, inside, reference), session);

        // The result of the session has the same id.
        SERVER.useCases().clear();
        JsonNode result = created("/qrs/executionresult", RESULT);
        ObjectNode withReference = result.deepCopy();
        withReference.putArray("details").add("REFERENCE");
        assertThat(put("/executionresult/", result, withReference, reference).get("details"))
                .isEqualTo(result.get("details"));
    }

    @Test
    void anObjectWithMoreThanAnId_replacesTheStoredEntity() {
        for (String said : new String[] {
            "{\"id\":\"ID\",\"status\":0}",
            "{\"id\":\"ID\",\"details\":[]}",
            "{\"id\":\"ID\",\"duration\":0}",
            "{\"id\":\"ID\",\"fileReferenceID\":\"\"}"
        }) {
            SERVER.useCases().clear();
            JsonNode session = created("/qrs/executionsession", SESSION);
            ObjectNode change = session.deepCopy();
            change.put("executionResult", "REFERENCE");
            JsonNode result = put("/executionsession/", session, change, said).get("executionResult");
            assertThat(result.get("status").intValue()).as(said).isZero();
            assertThat(result.get("details")).as(said).isEmpty();
        }
        SERVER.useCases().clear();
        JsonNode session = created("/qrs/executionsession", SESSION);
        ObjectNode change = session.deepCopy();
        change.put("reloadTask", "REFERENCE");
        assertThat(put("/executionsession/", session, change, "{\"id\":\"ID\",\"enabled\":false}")
                        .get("reloadTask")
                        .get("name")
                        .textValue())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"id\":null}",
                "{\"id\":\"\"}",
                "{\"id\":\"00000000-0000-0000-0000-000000000000\"}",
                "null"
            })
    void anAbsentResult_keepsTheStoredResult(String nothing) {
        JsonNode session = created("/qrs/executionsession", SESSION);
        ObjectNode change = session.deepCopy();
        change.put("executionResult", "REFERENCE");
        assertUnchanged(put("/executionsession/", session, change, nothing), session);
    }

    @Test
    void aPutOfAnIdAlone_keepsTheStoredResultOrDetail() {
        for (String path : new String[] {"/executionresult/", "/executionresult/detail/"}) {
            JsonNode entity =
                    created("/qrs" + path, path.endsWith("detail/") ? "{\"message\":\"m\",\"detailsType\":2}" : RESULT);
            String body = "{\"id\":" + entity.get("id") + ",\"modifiedDate\":" + entity.get("modifiedDate") + "}";
            assertUnchanged(
                    SERVER.put(path + entity.get("id").textValue(), body).entity(200), entity);
        }
    }

    private static void assertUnchanged(JsonNode now, JsonNode before) {
        assertThat(now.<ObjectNode>deepCopy().put("modifiedDate", ""))
                .isEqualTo(before.<ObjectNode>deepCopy().put("modifiedDate", ""));
    }

    private static JsonNode created(String path, String body) {
        return SERVER.post(
                        path,
                        body.replace("TASK", TASK).replace("RESULT", RESULT).replace("\"ID\"", "\"" + ID + "\""))
                .entity(201);
    }

    private static JsonNode put(String path, JsonNode seen, ObjectNode change, String reference) {
        return SERVER.put(
                        path + seen.get("id").textValue(),
                        change.toString()
                                .replace(
                                        "\"REFERENCE\"",
                                        reference
                                                .replace("\"ID\":\"ID\"", "\"Id\":\"" + ID + "\"")
                                                .replace("\"ID\"", "\"" + ID + "\"")))
                .entity(200);
    }
}
