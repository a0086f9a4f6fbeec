package org.executionsession.benchmarks.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Reads Server-Sent Events of sessions. */
public final class EventReader implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int TIMEOUT_MILLISECONDS = 30_000;

    private final HttpURLConnection connection;
    private final BufferedReader lines;
    private String lastId;

    /**
     * Opens a stream.
     *
     * @param server the URL of the server; not null
     * @param lastId the id of the last event; null for events from now on
     * @throws IOException when the stream does not open
     */
    public EventReader(URI server, String lastId) throws IOException {
        this.lastId = lastId;
        connection = (HttpURLConnection)
                server.resolve("/qrs/executionsession/events").toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLISECONDS);
        connection.setReadTimeout(TIMEOUT_MILLISECONDS);
        if (lastId != null) {
            connection.setRequestProperty("Last-Event-ID", lastId);
        }
        lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * An event.
     *
     * @param id its id; not null
     * @param type its type; not null
     * @param data its data; not null
     */
    public record Event(String id, String type, JsonNode data) {}

    /**
     * The id with which to resume.
     *
     * @return the id; null if none is known
     */
    public String lastId() {
        return lastId;
    }

    /**
     * Reads the next block.
     *
     * @return the event; null for a block without one, such as a heartbeat
     * @throws IOException when the stream has ended
     */
    public Event next() throws IOException {
        String id = lastId;
        String type = "";
        String data = null;
        for (String line = lines.readLine(); ; line = lines.readLine()) {
            if (line == null) {
                throw new IOException("the stream has ended");
            }
            if (line.isEmpty()) {
                // Only a complete block counts.
                lastId = id;
                return data == null ? null : new Event(id, type, MAPPER.readTree(data));
            }
            if (line.startsWith("id: ")) {
                id = line.substring("id: ".length());
            } else if (line.startsWith("event: ")) {
                type = line.substring("event: ".length());
            } else if (line.startsWith("data: ")) {
                data = line.substring("data: ".length());
            }
        }
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
