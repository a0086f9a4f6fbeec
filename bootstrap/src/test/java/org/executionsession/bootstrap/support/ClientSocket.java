package org.executionsession.bootstrap.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/**
 * The socket of a client: what it is given goes out byte for byte, in the client's order, spelling and encoding, which
 * no HTTP library of ours would keep; what comes back is taken apart.
 */
public final class ClientSocket {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int PATIENCE_MILLISECONDS = 60_000;

    private final URI url;

    ClientSocket(URI url) {
        this.url = url;
    }

    /** What came back. */
    public record Answer(int status, Map<String, String> headers, String text) {

        public JsonNode json() throws IOException {
            return MAPPER.readTree(text);
        }

        /** Expects the status, and JSON under the media type by which clients know it. */
        public JsonNode json(int expectedStatus) throws IOException {
            assertThat(status).as(text).isEqualTo(expectedStatus);
            assertThat(headers.get("Content-Type")).startsWith("application/json");
            return json();
        }
    }

    /** Sends a request without a body: its head, a line each. */
    public Answer send(String head) throws IOException {
        return send(head, "");
    }

    /** Sends a request; {@code {length}} in its head is the length of its body. */
    public Answer send(String head, String body) throws IOException {
        byte[] content = body.getBytes(UTF_8);
        String lines = head.strip().replace("{length}", String.valueOf(content.length));
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes((lines.replace("\n", "\r\n") + "\r\n\r\n").getBytes(ISO_8859_1));
        request.writeBytes(content);
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(PATIENCE_MILLISECONDS);
            socket.getOutputStream().write(request.toByteArray());
            return answer(new BufferedInputStream(socket.getInputStream()));
        }
    }

    private static Answer answer(InputStream in) throws IOException {
        String statusLine = line(in);
        Map<String, String> headers = headers(in);
        while (statusLine.startsWith("HTTP/1.1 1")) {
            // Such as 100 Continue: the response is still to come.
            statusLine = line(in);
            headers = headers(in);
        }
        assertThat(statusLine).matches("HTTP/1\\.1 \\d{3} .*");
        int status = Integer.parseInt(statusLine.substring(9, 12));
        return new Answer(status, headers, new String(decoded(headers, body(headers, in)), UTF_8));
    }

    private static Map<String, String> headers(InputStream in) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        return headers;
    }

    private static byte[] body(Map<String, String> headers, InputStream in) throws IOException {
        if (!headers.containsKey("Transfer-Encoding")) {
            if (!headers.containsKey("Content-Length") && "close".equals(headers.get("Connection"))) {
                return in.readAllBytes();
            }
            return in.readNBytes(Integer.parseInt(headers.getOrDefault("Content-Length", "0")));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size;
        do {
            size = Integer.parseInt(line(in), 16);
            body.writeBytes(in.readNBytes(size));
            assertThat(line(in)).isEmpty();
        } while (size > 0);
        return body.toByteArray();
    }

    /** Most clients say that they take gzip, and then must be able to. */
    private static byte[] decoded(Map<String, String> headers, byte[] body) throws IOException {
        if (!headers.containsKey("Content-Encoding")) {
            return body;
        }
        assertThat(headers.get("Content-Encoding")).isEqualTo("gzip");
        return new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended behind '" + line + "'");
            }
            line.write(next);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }
}
