package org.executionsession.http.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.executionsession.http.internal.json.Problem;

/** What a server answered. */
public record TestResponse(int status, Map<String, String> headers, byte[] body) {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What tells of our insides: names of classes, packages, libraries and switches, queries, and stack frames. */
    private static final List<String> INSIDES = List.of(
            "exception",
            "org.",
            "com.fasterxml",
            "java.",
            "javax",
            "jakarta",
            "javalin",
            "jackson",
            "jetty",
            "kotlin",
            "select ",
            "sql",
            "`",
            "feature",
            "[source",
            ".java:",
            "\\tat ");

    /** Reads JSON as others do. */
    public static JsonNode json(byte[] text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException notJson) {
            throw new UncheckedIOException(notJson);
        }
    }

    static TestResponse of(HttpResponse<byte[]> response) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.headers().map().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        return new TestResponse(response.statusCode(), headers, response.body());
    }

    /** Takes a response apart that came without the help of a client. */
    static TestResponse ofBytes(byte[] received) {
        String text = new String(received, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        assertThat(end).as("the end of the head of '%s'", text).isNotNegative();
        String[] head = text.substring(0, end).split("\r\n");
        assertThat(head[0]).matches("HTTP/1\\.[01] \\d{3}.*");
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line : List.of(head).subList(1, head.length)) {
            int colon = line.indexOf(':');
            headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        assertThat(headers).doesNotContainKey("Transfer-Encoding");
        return new TestResponse(
                Integer.parseInt(head[0].substring(9, 12)),
                headers,
                Arrays.copyOfRange(received, end + 4, received.length));
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    public JsonNode json() {
        try {
            return MAPPER.readTree(body);
        } catch (IOException notJson) {
            throw new UncheckedIOException(text(), notJson);
        }
    }

    /** Expects success, with the status, and the media type of the contract. */
    public JsonNode entity(int expectedStatus) {
        assertThat(status).as("the status of %s", text()).isEqualTo(expectedStatus);
        assertThat(header("Content-Type")).contains("application/json;charset=utf-8");
        return json();
    }

    /** Expects a problem document that is whole and says nothing of our insides. */
    public TestResponse isProblem(int expectedStatus) {
        assertThat(status).as("the status of %s", text()).isEqualTo(expectedStatus);
        assertThat(header("Content-Type")).contains("application/problem+json");
        JsonNode problem = json();
        assertThat(problem.propertyStream().map(Map.Entry::getKey))
                .containsExactly("type", "title", "status", "detail", "requestId", "errors");
        assertThat(problem.get("type").textValue()).isEqualTo("about:blank");
        assertThat(problem.get("title").textValue()).isNotBlank();
        assertThat(problem.get("status").intValue()).isEqualTo(expectedStatus);
        assertThat(problem.get("detail").textValue()).isNotBlank();
        assertThat(header("X-Request-Id")).contains(problem.get("requestId").textValue());
        assertThat(problem.get("errors").isArray()).isTrue();
        for (JsonNode error : problem.get("errors")) {
            assertThat(error.propertyStream().map(Map.Entry::getKey)).containsExactly("pointer", "message");
            assertThat(error.get("pointer").textValue()).matches("(?s)(/.*)?").doesNotContainPattern("~(?![01])");
            assertThat(error.get("message").textValue()).isNotBlank();
        }
        assertThat((headers + text()).toLowerCase(Locale.ROOT)).doesNotContain(INSIDES);
        return this;
    }

    public String detail() {
        return json().get("detail").textValue();
    }

    public List<Problem.FieldError> errors() {
        List<Problem.FieldError> errors = new ArrayList<>();
        json().get("errors")
                .forEach(error -> errors.add(new Problem.FieldError(
                        error.get("pointer").textValue(), error.get("message").textValue())));
        return errors;
    }
}
