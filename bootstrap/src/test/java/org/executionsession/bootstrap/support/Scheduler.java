package org.executionsession.bootstrap.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;

/**
 * The other side of a client that watches the run of a task: a scheduler that records sessions, of tasks that the server does
 * not execute.
 */
public final class Scheduler {

    public static final String TASK = "7a5c0000-0000-4000-8000-000000000001";
    public static final String APP = "a9900000-0000-4000-8000-000000000001";

    public static final String TRIGGERED = "Changing task state to Triggered";
    public static final String STARTED = "Changing task state from Triggered to Started";
    public static final String FINISHED = "Changing task state from Started to FinishedSuccess";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String SESSIONS = "/qrs/executionsession/";

    private final HttpCaller caller;

    Scheduler(HttpCaller caller) {
        this.caller = caller;
    }

    /** Records that the task has been triggered. */
    public void start(String session, String result) throws IOException {
        ObjectNode run = MAPPER.createObjectNode().put("id", session).put("user", "ACME\\jo");
        run.putObject("executingNode").put("id", "5ced0000-0000-4000-8000-000000000001");
        run.putObject("app").put("id", APP).put("name", "Sales");
        run.putObject("reloadTask")
                .put("id", TASK)
                .put("name", "Nightly sales")
                .put("enabled", true)
                .put("taskSessionTimeout", 1440);
        triggered(run, result);
        assertThat(caller.post(SESSIONS, run.toString()).statusCode()).isEqualTo(201);
    }

    /** Records that the task runs. */
    public void proceed(String session) throws IOException {
        ObjectNode run = read(session);
        ObjectNode result = (ObjectNode) run.get("executionResult");
        result.put("status", 2).put("startTime", "2026-01-01T10:0" + run.get("retries") + ":00.000Z");
        detail(result, STARTED);
        update(session, run);
    }

    /** Records that the task failed, and is tried again, which has a result of its own. */
    public void retry(String session, String nextResult) throws IOException {
        ObjectNode run = read(session);
        ObjectNode failed = (ObjectNode) run.get("executionResult");
        failed.put("status", 8).put("stopTime", "2026-01-01T10:00:30.000Z");
        update(session, run);
        ObjectNode next = read(session);
        triggered(next.put("retries", 1), nextResult);
        update(session, next);
    }

    /** Records that the task succeeded, which ends the session. */
    public void finish(String session) throws IOException {
        ObjectNode run = read(session);
        ObjectNode result = (ObjectNode) run.get("executionResult");
        result.put("status", 7).put("stopTime", "2026-01-01T10:05:00.000Z").put("duration", 300_000);
        detail(result, FINISHED);
        update(session, run);
        assertThat(caller.delete(SESSIONS + session).statusCode()).isEqualTo(204);
    }

    private static void triggered(ObjectNode run, String result) {
        detail(run.putObject("executionResult").put("id", result).put("status", 1), TRIGGERED);
    }

    /** Adds a detail behind the others, a minute later. */
    private static void detail(ObjectNode result, String message) {
        var details = result.withArray("details");
        details.addObject()
                .put("detailsType", 2)
                .put("message", message)
                .put("detailCreatedDate", "2026-01-01T10:0" + details.size() + ":00.000Z");
    }

    private ObjectNode read(String session) throws IOException {
        HttpResponse<String> answer = caller.get(SESSIONS + session);
        assertThat(answer.statusCode()).isEqualTo(200);
        return (ObjectNode) MAPPER.readTree(answer.body());
    }

    private void update(String session, ObjectNode run) throws IOException {
        assertThat(caller.put(SESSIONS + session, run.toString()).statusCode()).isEqualTo(200);
    }
}
