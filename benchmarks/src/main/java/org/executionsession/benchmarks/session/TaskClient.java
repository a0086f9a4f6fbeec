package org.executionsession.benchmarks.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A client that creates and starts tasks, and reads what became of them. A server that is killed is an {@link IOException}. */
public final class TaskClient {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final UUID NOT_STARTED = new UUID(0, 0);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;

    /**
     * Prepares to call a server.
     *
     * @param server its URL; not null
     */
    public TaskClient(URI server) {
        this.server = server;
    }

    /**
     * The result of an attempt.
     *
     * @param execution the id of its session; not null
     * @param status its status
     */
    public record Attempt(UUID execution, int status) {}

    /**
     * Creates a reload task.
     *
     * @param maxRetries how often a failed attempt is tried again
     * @return its id, not null
     * @throws IOException when there is no response
     * @throws InterruptedException when the thread is interrupted
     */
    public UUID create(int maxRetries) throws IOException, InterruptedException {
        String body = MAPPER.createObjectNode()
                .put("name", "Task " + UUID.randomUUID())
                .put("maxRetries", maxRetries)
                .toString();
        return id(send("POST", "/qrs/reloadtask", body).path("id"));
    }

    /**
     * Starts a task.
     *
     * @param task its id; not null
     * @return the id of the session; nothing when the task runs already
     * @throws IOException when there is no response
     * @throws InterruptedException when the thread is interrupted
     */
    public Optional<UUID> start(UUID task) throws IOException, InterruptedException {
        UUID session =
                id(send("POST", "/qrs/task/" + task + "/start/synchronous", "").path("value"));
        return session.equals(NOT_STARTED) ? Optional.empty() : Optional.of(session);
    }

    /**
     * Counts the sessions that have not ended.
     *
     * @return the number
     * @throws IOException when there is no response
     * @throws InterruptedException when the thread is interrupted
     */
    public long sessions() throws IOException, InterruptedException {
        return send("GET", "/qrs/executionsession/count", "").path("value").asLong();
    }

    /**
     * Reads the results of all attempts.
     *
     * @return the results
     * @throws IOException when there is no response
     * @throws InterruptedException when the thread is interrupted
     */
    public List<Attempt> attempts() throws IOException, InterruptedException {
        List<Attempt> attempts = new ArrayList<>();
        for (JsonNode result : send("GET", "/qrs/executionresult/full", "")) {
            attempts.add(new Attempt(
                    id(result.path("executionID")), result.path("status").asInt()));
        }
        return attempts;
    }

    private static UUID id(JsonNode node) {
        return UUID.fromString(node.asText());
    }

    private JsonNode send(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = client.send(
                HttpRequest.newBuilder(server.resolve(path))
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofByteArray());
        if (response.statusCode() >= 300) {
            throw new IOException(method + " " + path + " had the status " + response.statusCode());
        }
        return MAPPER.readTree(response.body());
    }
}
