package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.UUID;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The least that can be posted, and the defaults of what it leaves out. */
class DefaultsHttpTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String NO_DATE = "1753-01-01T00:00:00.000Z";
    private static final String NO_ID = "00000000-0000-0000-0000-000000000000";

    private static final RunningServer SERVER = RunningServer.start();

    @BeforeEach
    void forget() {
        SERVER.useCases().clear();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

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
    @ValueSource(strings = {"{\"id\": null}", "{\"id\": \"\"}", "{\"id\": \"00000000-0000-0000-0000-000000000000\"}"})
    void create_generatesAnIdIfNoneIsGiven(String body) {
        String first = SERVER.create(body).entity(201).get("id").textValue();
        String second = SERVER.create(body).entity(201).get("id").textValue();
        assertThat(first).isNotEqualTo(second).isNotEqualTo(NO_ID);
    }
}
