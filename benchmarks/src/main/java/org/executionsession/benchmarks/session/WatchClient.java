package org.executionsession.benchmarks.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client that changes sessions and waits for their changes. A server that is killed is an {@link IOException}. */
public final class WatchClient {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern WAITS = Pattern.compile("(?m)^execution_sessions_waits (\\d+)");
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final URI server;

    /**
     * Prepares to call a server.
     *
     * @param server its URL; not null
     */
    public WatchClient(URI server) {
        this.server = server;
    }

    /**
     * A version of a session.
     *
     * @param id its id; not null
     * @param number how often it was updated
     * @param modifiedDate its date; not null
     * @param tag its entity tag; empty if it is not known
     */
    public record Version(String id, int number, String modifiedDate, String tag) {}

    /**
     * Creates a session that runs.
     *
     * @return its version, not null
     * @throws IOException when there is no response
     * @throws InterruptedException when the thread is interrupted
     */
    public Version create() throws IOException, InterruptedException {
        JsonNode created = send("POST", "/qrs/executionsession", "{\"executionResult\":{\"status\":2}}", 201);
        return read(created.path("id").asText());
    }

    private Version read(String id) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                CLIENT.send(request("/qrs/executionsession/" + id).GET().build(), BodyHandlers.ofByteArray());
        return version(response);
    }

    /**
     * Updates a session, and counts the update.
     *
     * @param version its present version; not null
     * @return the next version, not null
     * @throws IOException when there is no response, or it is not the present version
     * @throws InterruptedException when the thread is interrupted
     */
    public Version update(Version version) throws IOException, InterruptedException {
        ObjectNode body = MAPPER.createObjectNode().put("id", version.id()).put("modifiedDate", version.modifiedDate());
        body.putObject("executionResult").put("status", 2).put("duration", version.number() + 1);
        JsonNode updated = send("PUT", "/qrs/executionsession/" + version.id(), body.toString(), 200);
        return new Version(
                version.id(), version.number() + 1, updated.path("modifiedDate").asText(), "");
    }

    /**
     * Deletes a session.
     *
     * @param version its present version; not null
     * @throws IOException when there is no response, or no such session
     * @throws InterruptedException when the thread is interrupted
     */
    public void delete(Version version) throws IOException, InterruptedException {
        send("DELETE", "/qrs/executionsession/" + version.id(), "", 204);
    }

    /**
     * Waits for a change.
     *
     * @param id the session; not null
     * @param tag the entity tag of the known state; null for none
     * @param seconds how long
     * @return the response; never null
     */
    public CompletableFuture<HttpResponse<byte[]>> await(String id, String tag, int seconds) {
        HttpRequest.Builder request = request("/qrs/executionsession/" + id).header("Prefer", "wait=" + seconds);
        if (tag != null) {
            request.header("If-None-Match", tag);
        }
        return CLIENT.sendAsync(request.GET().build(), BodyHandlers.ofByteArray());
    }

    /**
     * The version in a response.
     *
     * @param response a response with status 200; not null
     * @return the version, not null
     * @throws IOException when the response is not one
     */
    public static Version version(HttpResponse<byte[]> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode());
        }
        JsonNode session = MAPPER.readTree(response.body());
        return new Version(
                session.path("id").asText(),
                session.at("/executionResult/duration").asInt(),
                session.path("modifiedDate").asText(),
                response.headers().firstValue("ETag").orElse(""));
    }

    /**
     * How many requests wait.
     *
     * @return the number, from the metrics
     * @throws IOException when there is no response
     * @throws InterruptedException when the thread is interrupted
     */
    public int waits() throws IOException, InterruptedException {
        HttpResponse<String> metrics = CLIENT.send(request("/metrics").GET().build(), BodyHandlers.ofString());
        Matcher waits = WAITS.matcher(metrics.body());
        return waits.find() ? Integer.parseInt(waits.group(1)) : 0;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.resolve(path)).timeout(TIMEOUT);
    }

    private JsonNode send(String method, String path, String body, int status)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> response = CLIENT.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofByteArray());
        if (response.statusCode() != status) {
            throw new IOException(method + " " + path + " has the status " + response.statusCode());
        }
        return MAPPER.readTree(response.body());
    }
}
