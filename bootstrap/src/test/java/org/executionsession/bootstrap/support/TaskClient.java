package org.executionsession.bootstrap.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** A client that starts tasks of a server and watches them, and reports what becomes of them. */
public final class TaskClient {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final String NOT_STARTED = "00000000-0000-0000-0000-000000000000";

    private final RunnableJar server;
    private final HttpCaller caller;

    public TaskClient(RunnableJar server) {
        this.server = server;
        caller = new HttpCaller(server.url());
    }

    /** Creates a task, with properties such as {@code "maxRetries":2}; returns its id. */
    public String create(String... properties) throws IOException {
        String json =
                "{\"name\":\"Nightly\"" + (properties.length == 0 ? "" : "," + String.join(",", properties)) + "}";
        return entity(caller.post("/qrs/reloadtask", json), 201).get("id").textValue();
    }

    /** Starts a task; returns its session. */
    public String start(String task) throws IOException {
        String session = tryToStart(task);
        assertThat(session).isNotEqualTo(NOT_STARTED);
        return session;
    }

    /** Starts a task; returns its session, or the zero GUID if the task runs already. */
    public String tryToStart(String task) throws IOException {
        return entity(caller.post("/qrs/task/" + task + "/start/synchronous", ""), 201)
                .get("value")
                .textValue();
    }

    public void stop(String task) throws IOException {
        assertThat(caller.post("/qrs/task/" + task + "/stop", "").statusCode()).isEqualTo(204);
    }

    /** Reports a status of an attempt through the contract; repeats it if the server has changed the result meanwhile. */
    public void report(String result, int status) throws IOException {
        HttpResponse<String> response;
        do {
            ObjectNode read = (ObjectNode) result(result);
            read.put("status", status);
            response = caller.put("/qrs/executionresult/" + result, read.toString());
        } while (response.statusCode() == 409);
        entity(response, 200);
    }

    public JsonNode result(String id) throws IOException {
        return entity(caller.get("/qrs/executionresult/" + id), 200);
    }

    public JsonNode lastResult(String task) throws IOException {
        return entity(caller.get("/qrs/reloadtask/" + task), 200).at("/operational/lastExecutionResult");
    }

    /** The statuses of all attempts of a session, in the order in which they were started. */
    public List<Integer> statuses(String session) throws IOException {
        List<Integer> statuses = new ArrayList<>();
        entity(caller.get("/qrs/executionresult/full?orderby=createdDate&filter=executionID%20eq%20" + session), 200)
                .forEach(result -> statuses.add(result.get("status").intValue()));
        return statuses;
    }

    public boolean isRunning(String session) throws IOException {
        return caller.get("/qrs/executionsession/" + session).statusCode() == 200;
    }

    public int sessions() throws IOException {
        return entity(caller.get("/qrs/executionsession/count"), 200)
                .get("value")
                .intValue();
    }

    /** Waits until a session is deleted. */
    public void awaitEnd(String session) throws IOException {
        while (isRunning(session)) {
            Thread.onSpinWait();
        }
    }

    /** Waits until a result has a status. */
    public void awaitStatus(String result, int status) throws IOException {
        while (result(result).get("status").intValue() != status) {
            Thread.onSpinWait();
        }
    }

    /** Waits until a task can be started, and starts it. */
    public void awaitFree(String task) throws IOException {
        while (tryToStart(task).equals(NOT_STARTED)) {
            Thread.onSpinWait();
        }
    }

    /** Changes a property of a task. */
    public void update(String task, String property, String value) throws IOException {
        ObjectNode read = (ObjectNode) entity(caller.get("/qrs/reloadtask/" + task), 200);
        entity(caller.put("/qrs/reloadtask/" + task, read.put(property, value).toString()), 200);
    }

    private JsonNode entity(HttpResponse<String> response, int status) throws IOException {
        assertThat(response.statusCode())
                .as("%s; on stderr: %s", response.body(), server.err())
                .isEqualTo(status);
        return MAPPER.readTree(response.body());
    }
}
