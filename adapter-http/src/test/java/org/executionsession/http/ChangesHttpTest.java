package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.executionsession.http.support.RunningServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client polls for the changes since a date. */
class ChangesHttpTest {

    private static final String LONG_AGO = "?since=2001-02-03T04:05:06.789Z";

    /** A new one for each test, since changes are kept. */
    private final RunningServer server = RunningServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    private JsonNode changes(String query) {
        return server.get("/qrs/notification/changes" + query).entity(200);
    }

    private String created() {
        return server.create("{\"user\": \"jo\"}").entity(201).get("id").textValue();
    }

    private static List<String> lines(JsonNode changes) {
        List<String> lines = new ArrayList<>();
        changes.forEach(change ->
                lines.add(change.get("changeType") + " " + change.get("type").textValue()));
        return lines;
    }

    @Test
    void session_isCreatedChangedAndDeleted() {
        String id = created();
        JsonNode created = changes(LONG_AGO);
        assertThat(lines(created)).containsExactly("1 ExecutionSession", "1 ExecutionResult");
        assertThat(created.get(0).get("id").textValue()).isEqualTo(id);
        assertThat(created.get(0).get("object"))
                .isEqualTo(server.get("/qrs/executionsession/" + id).entity(200));
        assertThat(created.get(1).get("object").get("executionID").textValue()).isEqualTo(id);
        server.delete("/qrs/executionsession/" + id);
        // The session of the first change is gone. Its deletion says so.
        assertThat(lines(changes(LONG_AGO))).containsExactly("1 ExecutionResult", "3 ExecutionSession");
        assertThat(changes(LONG_AGO).get(1).get("object").isNull()).isTrue();
    }

    @Test
    void dateOfTheLastChange_missesNothing() {
        created();
        JsonNode first = changes(LONG_AGO);
        String last = first.get(1).get("changeDate").textValue();
        String id = created();
        assertThat(changes("?since=" + last).findValuesAsText("id")).contains(id);
        assertThat(changes("?since=2400-01-01")).isEmpty();
    }

    @Test
    void types_areInAnyCase() {
        created();
        assertThat(lines(changes(LONG_AGO + "&types=executionresult"))).containsExactly("1 ExecutionResult");
        assertThat(lines(changes(LONG_AGO + "&types=executionSession,%20ExecutionResult")))
                .containsExactly("1 ExecutionSession", "1 ExecutionResult");
        assertThat(changes(LONG_AGO + "&types=task")).isEmpty();
    }

    @Test
    void task_isOfItsType() {
        server.post("/qrs/reloadtask", "{\"name\": \"one\"}").entity(201);
        String other = server.post("/qrs/externalprogramtask", "{\"name\": \"two\", \"path\": \"run\"}")
                .entity(201)
                .get("id")
                .textValue();
        assertThat(lines(changes(LONG_AGO))).containsExactly("1 ReloadTask", "1 ExternalProgramTask");
        assertThat(lines(changes(LONG_AGO + "&types=ReloadTask"))).containsExactly("1 ReloadTask");
        assertThat(lines(changes(LONG_AGO + "&types=Task"))).hasSize(2);
        server.delete("/qrs/externalprogramtask/" + other);
        assertThat(lines(changes(LONG_AGO + "&types=ExternalProgramTask"))).containsExactly("3 Task");
    }

    @Test
    void privileges_areOfTheCaller() {
        created();
        assertThat(changes(LONG_AGO).get(0).get("object").get("privileges").isNull())
                .isTrue();
        assertThat(changes(LONG_AGO + "&privileges=true").get(0).get("object").get("privileges"))
                .hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", LONG_AGO})
    void callerWithoutPrivileges_getsAnEmptyList(String query) {
        created();
        assertThat(server.getAs("UserDirectory=ACME; UserId=nobody", "/qrs/notification/changes" + query)
                        .text())
                .isEqualTo("[]");
        assertThat(server.getAs("UserDirectory=ACME; UserId=guest", "/qrs/notification/changes" + LONG_AGO)
                        .entity(200))
                .hasSize(2);
    }

    @Test
    void manyChanges_areAllListed() {
        for (int i = 0; i < 60; i++) {
            created();
        }
        assertThat(changes(LONG_AGO)).hasSize(120);
    }

    /** Large entities are not read together with others. */
    @Test
    void largeEntitiesAmongSmallOnes_areAllListed() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            String detail = "{\"message\": \"" + "m".repeat(i % 3 == 0 ? 100_000 : 10) + "\"}";
            String details = String.join(", ", List.of(detail, detail, detail));
            ids.add(server.create("{\"executionResult\": {\"details\": [" + details + "]}}")
                    .entity(201)
                    .get("id")
                    .textValue());
        }
        JsonNode sessions = changes(LONG_AGO + "&types=ExecutionSession");
        List<String> listed = new ArrayList<>();
        sessions.forEach(change -> listed.add(change.get("id").textValue()));
        assertThat(listed).isEqualTo(ids);
        assertThat(changes(LONG_AGO))
                .hasSize(60)
                .allSatisfy(
                        change -> assertThat(change.get("object").isObject()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?since",
                "?since=",
                "?since=yesterday",
                "?since=2026-11-24T10:20:30.456Z&types=app",
                "?since=2026-11-24T10:20:30.456Z&types=ExecutionResult.Detail"
            })
    void wrongParameters_areRejected(String query) {
        server.get("/qrs/notification/changes" + query).isProblem(400);
    }
}
