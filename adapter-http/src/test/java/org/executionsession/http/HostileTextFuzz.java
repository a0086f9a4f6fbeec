package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.http.HttpFields;
import org.executionsession.domain.exception.InvalidQueryException;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.model.TaskType;
import org.executionsession.domain.query.QueryableProperties;
import org.executionsession.domain.query.text.FilterParser;
import org.executionsession.domain.query.text.Guid;
import org.executionsession.domain.query.text.OrderByParser;
import org.executionsession.domain.query.text.QrsDate;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.internal.json.EntityJson;
import org.executionsession.http.internal.json.JsonReader;
import org.executionsession.http.internal.json.Problem;
import org.executionsession.http.internal.json.ProblemException;
import org.executionsession.http.internal.json.ProblemWriter;
import org.executionsession.http.internal.json.SelectionJson;
import org.executionsession.http.internal.json.StrictJsonParser;
import org.executionsession.http.internal.operations.RequestId;
import org.executionsession.http.internal.query.PercentEncoding;
import org.executionsession.http.internal.query.QueryParameters;
import org.executionsession.http.internal.query.QueryProblem;
import org.executionsession.http.internal.query.TableDefinition;
import org.executionsession.http.internal.security.BearerTokens;
import org.executionsession.http.support.CertificateAuthority;
import org.executionsession.http.support.TestResponse;

/**
 * Whatever a caller writes, each reader reads it or rejects it with a problem: every reader is given every text. Bytes that
 * reach code for the first time are varied further.
 */
class HostileTextFuzz {

    private static final List<QueryableProperties<?>> CATALOGUES = List.of(
            QueryableProperties.SESSIONS,
            QueryableProperties.RESULTS,
            QueryableProperties.DETAILS,
            QueryableProperties.TASKS);

    /** They believe a key that nobody has: no text is a token. */
    private static final BearerTokens TOKENS = tokens();

    @DictionaryEntries({
        " eq ",
        " ne ",
        " gt ",
        " ge ",
        " lt ",
        " le ",
        " sw ",
        " ew ",
        " so ",
        " and ",
        " or ",
        "(",
        ")",
        "'",
        "''",
        "\\'",
        "\\\\",
        " asc",
        " desc",
        ",",
        "%27",
        "%F0%9F%98%80",
        "%00",
        "&",
        "filter=",
        "null",
        "true",
        "{}",
        "[]",
        "\"\"",
        "-0",
        "1e400",
        "9223372036854775808",
        "-2147483649",
        "\ufeff",
        "\\ud83d",
        "\\u0000",
        "2000-01-23T04:56:07.000Z",
        "'0001-01-01T00:00+18:00'",
        "046b6c7f-0b8a-43b9-b35d-6489e6daee91",
        "reloadTask.name",
        "executionResult.status",
        "executionResult.details.message",
        "\"executionResult\":",
        "\"details\":",
        "\"operational\":",
        "\"lastExecutionResult\":",
        "\"columns\":",
        "\"columnType\":",
        "\"definition\":",
        "\"items\":",
        "\"objectID\":",
        "\"type\":",
        "\"abortAt\":",
        "\"id\":",
        "\"name\":",
        "\"retries\":",
        "eyJhbGciOiJFUzI1NiJ9.",
        ".eyJleHAiOjk5OTk5OTk5OTl9.",
        "eyJhbGciOiJub25lIn0.e30.",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    })
    @FuzzTest
    void anyText_isReadOrRejected(byte[] bytes) {
        body(bytes);
        String text = new String(bytes, StandardCharsets.UTF_8);
        CATALOGUES.forEach(catalogue -> {
            readOrRejected(() -> FilterParser.parse(text, catalogue));
            readOrRejected(() -> OrderByParser.parse(text, catalogue));
        });
        readOrRejected(() -> QueryParameters.of(text).text("filter"));
        Optional<UUID> id = Guid.parse(text);
        id.ifPresent(read -> assertThat(Guid.format(read)).isEqualToIgnoringCase(text));
        PercentEncoding.decode(text);
        headers(text);
        try {
            QrsDate.format(QrsDate.parse(text));
        } catch (DateTimeException noDate) {
            assertThat(noDate).hasMessageMatching("(?s).+");
        }
    }

    private static void headers(String text) {
        assertThat(TOKENS.caller(text)).isEmpty();
        HttpFields headers = HttpFields.build().put(RequestId.HEADER, text).put("traceparent", text);
        assertThat(RequestId.of(headers)).matches("[-_.:0-9A-Za-z]+");
    }

    private static BearerTokens tokens() {
        try {
            Path key = Files.createTempFile("key", ".pem");
            Files.writeString(
                    key,
                    CertificateAuthority.pem(
                            CertificateAuthority.newKeys("EC", 256).getPublic()));
            BearerTokens tokens =
                    BearerTokens.of(SecurityConfig.Tokens.builder(key).build());
            Files.delete(key);
            return tokens;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** As the entities, lists, tables and selections that a body can be; a session that is read stays the same on its way. */
    private static void body(byte[] bytes) {
        Object json;
        try {
            json = StrictJsonParser.parse(bytes);
        } catch (ProblemException rejection) {
            isWhole(rejection.problem());
            return;
        }
        readOrRejected(() -> {
            ExecutionSessionDraft draft = JsonReader.read("a session", json, EntityJson.SESSIONS::draft);
            assertThat(JsonReader.read("a session", StrictJsonParser.parse(bytes), EntityJson.SESSIONS::draft))
                    .isEqualTo(draft);
        });
        readOrRejected(() -> JsonReader.readAll("a session", json, 10, EntityJson.SESSIONS::draft));
        readOrRejected(() -> JsonReader.read("a result", json, EntityJson.RESULTS::draft));
        readOrRejected(() -> JsonReader.read("a detail", json, EntityJson.DETAILS::draft));
        readOrRejected(() -> JsonReader.read("a task", json, EntityJson.TASKS::draft));
        readOrRejected(() -> JsonReader.read("a task", json, EntityJson.tasks(TaskType.USER_SYNC)::draft));
        readOrRejected(() -> JsonReader.read("a selection", json, SelectionJson::items));
        CATALOGUES.forEach(catalogue -> readOrRejected(() -> TableDefinition.read(json, catalogue)));
    }

    private static void readOrRejected(Runnable reader) {
        try {
            reader.run();
        } catch (ProblemException rejection) {
            isWhole(rejection.problem());
        } catch (InvalidQueryException rejection) {
            isWhole(QueryProblem.of(rejection));
        }
    }

    /** The response can be written, and blames the caller. */
    private static void isWhole(Problem problem) {
        assertThat(problem.status()).isEqualTo(400);
        JsonNode written = TestResponse.json(ProblemWriter.write(problem, null));
        assertThat(written.get("detail").textValue()).isNotBlank();
        assertThat(written.get("errors")).hasSize(problem.errors().size());
    }
}
