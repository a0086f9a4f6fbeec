package org.executionsession.benchmarks.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.UUID;

/** An ordinary client of the service, for single requests whose answers matter. */
public final class SessionClient {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI sessions;

    /**
     * Prepares to call a server.
     *
     * @param server its URL; not null
     */
    public SessionClient(URI server) {
        this.sessions = server.resolve("/qrs/executionsession");
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
        return json(HttpRequest.newBuilder(URI.create(sessions + "/count")))
                .path("value")
                .asLong();
    }

    /**
     * Reads the list of all sessions to its end.
     *
     * @return what came
     */
    public StreamedList streamAll() {
        long begin = System.nanoTime();
        try (InputStream list = send(HttpRequest.newBuilder(sessions), BodyHandlers.ofInputStream())) {
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
        try {
            HttpResponse<T> answer = client.send(request.build(), handler);
            if (answer.statusCode() >= 300) {
                throw new IllegalStateException(
                        answer.request().method() + " " + answer.uri() + " was answered with " + answer.statusCode());
            }
            return answer.body();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }
}
