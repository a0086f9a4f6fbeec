package org.executionsession.benchmarks.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.UUID;

/** The two requests that all servers have. */
final class SessionEndpoint {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String PATH = "/executionsession";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI server;

    SessionEndpoint(URI server) {
        this.server = server;
    }

    /**
     * A response.
     *
     * @param status its status
     * @param location its header of this name; empty when there is none
     * @param body its JSON; a missing node when it has none
     */
    record Response(int status, String location, JsonNode body) {}

    Response post(String body) {
        return exchange(HttpRequest.newBuilder(server.resolve(PATH))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    Response get(UUID id) {
        return get(PATH + "/" + id);
    }

    Response get(String path) {
        return exchange(HttpRequest.newBuilder(server.resolve(path)));
    }

    private Response exchange(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
            return new Response(
                    response.statusCode(),
                    response.headers().firstValue("Location").orElse(""),
                    json(response.body()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException noJson) {
            return MissingNode.getInstance();
        }
    }
}
