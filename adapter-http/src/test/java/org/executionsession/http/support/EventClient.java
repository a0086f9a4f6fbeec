package org.executionsession.http.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A client of Server-Sent Events on a socket, which parses them as the standard says. */
public final class EventClient implements Closeable {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final int PATIENCE_MILLISECONDS = 60_000;

    private final Socket socket;
    private final String head;
    private final BufferedReader lines;
    private String lastEventId;

    /** An event; {@code id} is the last one that the client knows then. */
    public record Event(String id, String type, String data) {

        public JsonNode json() {
            try {
                return MAPPER.readTree(data);
            } catch (IOException notJson) {
                throw new UncheckedIOException(data, notJson);
            }
        }

        /** What happened to which entity. */
        public String what() {
            return type + " " + json().get("objectType").textValue() + " "
                    + json().get("objectID").textValue();
        }
    }

    private EventClient(Socket socket, String lastEventId) throws IOException {
        this.socket = socket;
        this.lastEventId = lastEventId;
        InputStream in = socket.getInputStream();
        StringBuilder read = new StringBuilder();
        while (read.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the connection ended after '" + read + "'");
            }
            read.append((char) next);
        }
        head = read.toString();
        boolean chunked = head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
        lines = new BufferedReader(new InputStreamReader(chunked ? new Chunks(in) : in, StandardCharsets.UTF_8));
    }

    /** Opens a stream; the id is null for changes from now on. */
    public static EventClient open(int port, String target, String lastEventId, String... headers) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(PATIENCE_MILLISECONDS);
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n");
        if (lastEventId != null) {
            request.append("Last-Event-ID: ").append(lastEventId).append("\r\n");
        }
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        try {
            EventClient client = new EventClient(socket, lastEventId);
            assertThat(client.head).startsWith("HTTP/1.1 200 ");
            return client;
        } catch (IOException | AssertionError failure) {
            socket.close();
            throw failure;
        }
    }

    /** The chunks of a body. */
    private static final class Chunks extends InputStream {

        private final InputStream in;
        private int left;

        Chunks(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                String size = line();
                if (size.isEmpty()) {
                    size = line();
                }
                left = Integer.parseInt(size, 16);
                if (left == 0) {
                    return -1;
                }
            }
            int read = in.read(bytes, offset, Math.min(length, left));
            if (read < 0) {
                throw new IOException("the connection ended within a chunk");
            }
            left -= read;
            return read;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw new IOException("the connection ended before a chunk");
                }
                if (next != '\r') {
                    line.append((char) next);
                }
            }
            return line.toString();
        }
    }

    public String head() {
        return head;
    }

    public Socket socket() {
        return socket;
    }

    /** The id with which to resume. */
    public String lastEventId() {
        return lastEventId;
    }

    /** Returns the lines up to the next empty one; null at the end of the stream. */
    public List<String> block() throws IOException {
        List<String> block = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty()) {
                return block;
            }
            block.add(line);
        }
        return null;
    }

    /** Returns the next event; null at the end of the stream. */
    public Event next() throws IOException {
        for (List<String> block = block(); block != null; block = block()) {
            String type = "message";
            String data = null;
            for (String line : block) {
                if (line.startsWith("id: ")) {
                    lastEventId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                }
            }
            if (data != null) {
                return new Event(lastEventId, type, data);
            }
        }
        return null;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
