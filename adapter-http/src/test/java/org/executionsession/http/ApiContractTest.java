package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.executionsession.http.support.ApiContract;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That a response which the API document does not describe is found out. */
class ApiContractTest {

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json;charset=utf-8");
    private static final RunningServer SERVER = RunningServer.start();
    private static ApiContract contract;
    private static TestResponse created;

    @BeforeAll
    static void create() {
        contract = ApiContract.of(SERVER);
        created = SERVER.create("{\"app\": {}, \"executionResult\": {\"details\": [{}]}}");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void aDescribedResponse_passes() {
        assertThatCode(() -> contract.check("POST", "/QRS//executionSession/?x", created))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "\"retries\":0,            |                        | required property 'retries' not found",
                "\"published\":false,      |                        | required property 'published' not found",
                "\"detailsType\":0,        |                        | required property 'detailsType' not found",
                "\"retries\":0             | \"retries\":\"0\"      | string found, integer expected",
                "\"retries\":0             | \"retries\":null       | null found, integer expected",
                "\"retries\":0             | \"more\":1,\"retries\":0 | property 'more' is not defined",
                "\"message\":\"\"          | \"message\":\"\",\"more\":1 | property 'more' is not defined",
                "\"details\":[             | \"details\":[null,     | null found, object expected",
                "\"abortAt\":\"1753-01-01T00:00:00.000Z\" | \"abortAt\":\"2026-01-01T00:00:00Z\" | does not match the regex",
                "\"abortAt\":\"1753-01-01T00:00:00.000Z\" | \"abortAt\":\"2026-02-30T00:00:00.000Z\" | date-time",
                "\"fileReferenceID\":\"00000000-0000-0000-0000-000000000000\" | \"fileReferenceID\":\"none\" | uuid"
            },
            delimiter = '|')
    void aBodyThatDiffersFromItsDescription_isDetected(String was, String is, String fault) {
        String body = created.text().replace(was, is == null ? "" : is);
        TestResponse answer = new TestResponse(201, created.headers(), body.getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> contract.check("POST", "/executionsession", answer))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(fault);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /executionsession, 200",
        "POST, /executionsession, 404",
        "GET, /executionsession, 404",
        "GET, /executionsession/x, 201",
        "HEAD, /executionsession/x, 201",
        "PUT, /executionsession/x, 405",
        "DELETE, /executionsession/x, 409",
        "PATCH, /executionsession, 200",
        "GET, /nothing, 200",
        "GET, /nothing, 409"
    })
    void anUndescribedStatus_isDetected(String method, String target, int status) {
        assertThatThrownBy(() -> contract.check(method, target, new TestResponse(status, JSON, new byte[0])))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("which the API document does not describe");
    }

    @Test
    void anUndescribedMediaType_isDetected() {
        TestResponse problem = new TestResponse(404, JSON, "{}".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> contract.check("GET", "/executionsession/x", problem))
                .hasMessageContaining("content of the type application/json");
        TestResponse untyped = new TestResponse(201, Map.of("Location", "/"), created.body());
        assertThatThrownBy(() -> contract.check("POST", "/executionsession", untyped))
                .hasMessageContaining("content of the type none");
    }

    @Test
    void aMissingHeader_isDetected() {
        TestResponse answer = new TestResponse(201, JSON, created.body());
        assertThatThrownBy(() -> contract.check("POST", "/executionsession", answer))
                .hasMessageContaining("Location");
    }

    @Test
    void anUndescribedBody_isDetected() {
        TestResponse answer = new TestResponse(204, Map.of(), new byte[1]);
        assertThatThrownBy(() -> contract.check("DELETE", "/executionsession/x", answer))
                .hasMessageContaining("the body of the answer");
    }
}
