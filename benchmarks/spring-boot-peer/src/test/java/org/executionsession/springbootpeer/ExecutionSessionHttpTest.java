package org.executionsession.springbootpeer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A peer that does less than the job would be no comparison: this is what it must do before it is measured. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ExecutionSessionHttpTest {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Path EXAMPLE = Path.of("../../docs/example.json");

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Test
    void example_isKeptUnderItsIdAndReturned() throws Exception {
        ObjectNode example = example();

        HttpResponse<String> created = post(example);
        HttpResponse<String> found = get(example.get("id").stringValue());

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(found.body())).isEqualTo(JSON.readTree(created.body()));
        assertThat(said(JSON.readTree(found.body()))).isEqualTo(said(example));
    }

    @Test
    void status_mayBeANumber() throws Exception {
        ObjectNode example = example();
        ((ObjectNode) example.get("executionResult")).put("status", 7);

        HttpResponse<String> created = post(example);

        assertThat(created.statusCode()).isEqualTo(201);
        assertThat(JSON.readTree(created.body()).at("/executionResult/status").intValue())
                .isEqualTo(7);
    }

    @Test
    void idInUse_isAConflict() throws Exception {
        ObjectNode example = example();
        String first = post(example).body();

        HttpResponse<String> second = post(example.put("user", "somebody else"));

        assertThatIsProblem(second, 409);
        assertThat(JSON.readTree(get(example.get("id").stringValue()).body())).isEqualTo(JSON.readTree(first));
    }

    @Test
    void wrongType_isABadRequest() throws Exception {
        ObjectNode example = example();
        ((ObjectNode) example.at("/reloadTask/operational")).put("nextExecution", "tomorrow");

        assertThatIsProblem(post(example), 400);
        assertThatIsProblem(post(example().put("retries", "many")), 400);
        assertThatIsProblem(post(example().put("id", "one")), 400);
    }

    @Test
    void invalidLength_isABadRequest() throws Exception {
        ObjectNode example = example();
        ((ObjectNode) example.at("/reloadTask/operational/lastExecutionResult/details/1"))
                .put("message", "x".repeat(100_001));

        assertThatIsProblem(post(example), 400);
        assertThatIsProblem(post(example().put("user", "x".repeat(1_001))), 400);
    }

    @Test
    void brokenRule_isABadRequest() throws Exception {
        ObjectNode example = example();
        ((ObjectNode) example.at("/userSyncTask/operational/lastExecutionResult"))
                .put("stopTime", "1999-01-23T04:56:07.000+00:00");

        assertThatIsProblem(post(example), 400);
        assertThatIsProblem(post(example().put("retries", -1)), 400);
    }

    @Test
    void unknownId_isNotFound() throws Exception {
        assertThat(get(UUID.randomUUID().toString()).statusCode()).isEqualTo(404);
    }

    /** The example under an id of its own. */
    private static ObjectNode example() {
        return ((ObjectNode) JSON.readTree(EXAMPLE)).put("id", UUID.randomUUID().toString());
    }

    /** What the caller said: without the server's dates, and with every date in one form. */
    private static JsonNode said(JsonNode session) {
        ObjectNode said =
                ((ObjectNode) session.deepCopy()).without("createdDate").without("modifiedDate");
        String oneForm = said.toString();
        return JSON.readTree(DATE.matcher(oneForm)
                .replaceAll(
                        date -> OffsetDateTime.parse(date.group()).toInstant().toString()));
    }

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|[+-]\\d\\d:\\d\\d)");

    private static void assertThatIsProblem(HttpResponse<String> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(JSON.readTree(response.body()).get("status").intValue()).isEqualTo(status);
    }

    private HttpResponse<String> post(JsonNode body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri(""))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String id) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri("/" + id)).build(), BodyHandlers.ofString());
    }

    private URI uri(String rest) {
        return URI.create("http://127.0.0.1:" + port + "/executionsession" + rest);
    }
}
