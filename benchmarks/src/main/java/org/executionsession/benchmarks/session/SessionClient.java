package org.executionsession.benchmarks.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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

/** An ordinary client of the service, for single requests whose responses matter. */
public final class SessionClient {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI sessions;
    private final URI results;
    private final URI details;

    /**
     * Prepares to call a server.
     *
     * @param server its URL; not null
     */
    public SessionClient(URI server) {
        this.sessions = server.resolve("/qrs/executionsession");
        this.results = server.resolve("/qrs/executionresult");
        this.details = server.resolve("/qrs/executionresult/detail");
    }

    /**
     * What came of a list that was read to its end.
     *
     * @param bytes its length
     * @param time from the request to the last byte; not null
     */
    public record StreamedList(long bytes, Duration time) {}

    /**
     * Records a session.
     *
     * @param body the session; not null
     * @return its modifiedDate, not null
     */
    public String post(MarkedBytes body) {
        return json(HttpRequest.newBuilder(sessions)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofByteArray(body.sample())))
                .path("modifiedDate")
                .asText();
    }

    /**
     * Changes the session whose id is the slot's mark.
     *
     * @param body the changed session; not null
     */
    public void put(MarkedBytes body) {
        json(HttpRequest.newBuilder(URI.create(sessions + "/" + Slot.SESSION.mark()))
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofByteArray(body.sample())));
    }

    /** Ends the session whose id is the slot's mark. */
    public void end() {
        json(HttpRequest.newBuilder(URI.create(sessions + "/" + Slot.SESSION.mark()))
                .DELETE());
    }

    /**
     * How many sessions of a task are listed.
     *
     * @param task the task's id; not null
     * @return the number of rows
     */
    public int countListed(UUID task) {
        return json(HttpRequest.newBuilder(URI.create(sessions + "?filter=reloadTask.id%20eq%20" + task)))
                .size();
    }

    /**
     * How many sessions there are.
     *
     * @return the number
     */
    public long count() {
        return count(sessions);
    }

    /**
     * How many results there are.
     *
     * @return the number
     */
    public long countResults() {
        return count(results);
    }

    /**
     * How many details of results there are.
     *
     * @return the number
     */
    public long countDetails() {
        return count(details);
    }

    private long count(URI family) {
        return json(HttpRequest.newBuilder(URI.create(family + "/count")))
                .path("value")
                .asLong();
    }

    /**
     * Reads a session.
     *
     * @param id its id; not null
     * @return the session, or nothing when there is none of this id
     */
    public Optional<JsonNode> find(UUID id) {
        try {
            HttpResponse<byte[]> response =
                    exchange(HttpRequest.newBuilder(URI.create(sessions + "/" + id)), BodyHandlers.ofByteArray());
            return response.statusCode() == 404
                    ? Optional.empty()
                    : Optional.of(MAPPER.readTree(expectSuccess(response).body()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Records a session whose id may be in use already.
     *
     * @param body the session; not null
     * @return false when the id is in use
     */
    public boolean tryPost(byte[] body) {
        try {
            HttpResponse<byte[]> response = exchange(
                    HttpRequest.newBuilder(sessions)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofByteArray(body)),
                    BodyHandlers.ofByteArray());
            return response.statusCode() != 409 && expectSuccess(response).statusCode() == 201;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * Lists the ids of all sessions.
     *
     * @return each as often as it is listed
     */
    public List<UUID> ids() {
        List<UUID> ids = new ArrayList<>();
        json(HttpRequest.newBuilder(sessions))
                .forEach(session -> ids.add(UUID.fromString(session.path("id").asText())));
        return ids;
    }

    /**
     * Reads the list of all sessions to its end.
     *
     * @return what came
     */
    public StreamedList streamAll() {
        return stream(sessions);
    }

    /**
     * Creates reload tasks.
     *
     * @param ids their ids; not null
     */
    public void createTasks(List<UUID> ids) {
        ArrayNode tasks = MAPPER.createArrayNode();
        for (UUID id : ids) {
            tasks.addObject().put("id", id.toString()).put("name", "Task " + id);
        }
        json(HttpRequest.newBuilder(tasks().resolve("many"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(tasks.toString())));
    }

    /**
     * Reads the list of all reload tasks, each with its last result, to its end.
     *
     * @return what came
     */
    public StreamedList streamTasks() {
        return stream(tasks().resolve("full"));
    }

    /**
     * Reads a page of the statistics of all tasks to its end.
     *
     * @param skip how many tasks to skip
     * @param take how many tasks the page has
     * @return what came
     */
    public StreamedList streamStatistics(long skip, int take) {
        return stream(
                sessions.resolve("/qrs/task/statistics?orderby=id&since=2026-11-24&skip=" + skip + "&take=" + take));
    }

    private URI tasks() {
        return sessions.resolve("/qrs/reloadtask/");
    }

    private StreamedList stream(URI family) {
        long begin = System.nanoTime();
        try (InputStream list = send(HttpRequest.newBuilder(family), BodyHandlers.ofInputStream())) {
            byte[] buffer = new byte[1 << 16];
            long bytes = 0;
            int last = 0;
            for (int read = list.read(buffer); read >= 0; read = list.read(buffer)) {
                bytes += read;
                last = read > 0 ? buffer[read - 1] : last;
            }
            if (last != ']') {
                throw new IllegalStateException("the list was cut after " + bytes + " bytes");
            }
            return new StreamedList(bytes, Duration.ofNanos(System.nanoTime() - begin));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private JsonNode json(HttpRequest.Builder request) {
        try {
            return MAPPER.readTree(send(request, BodyHandlers.ofByteArray()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private <T> T send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) throws IOException {
        return expectSuccess(exchange(request, handler)).body();
    }

    private static <T> HttpResponse<T> expectSuccess(HttpResponse<T> response) {
        if (response.statusCode() >= 300) {
            throw new IllegalStateException(
                    response.request().method() + " " + response.uri() + " had the status " + response.statusCode());
        }
        return response;
    }

    private <T> HttpResponse<T> exchange(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
            throws IOException {
        try {
            return client.send(request.build(), handler);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }
}
