package org.executionsession.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.executionsession.bootstrap.support.HttpCaller;
import org.executionsession.bootstrap.support.RunnableJar;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jar behind the prefix of a virtual proxy, with mashups of other origins in front of it. */
class VirtualProxyIT {

    private static final String SESSIONS = "/sso/qrs/executionsession";

    @TempDir
    Path folder;

    @Test
    void clientsWithAVirtualProxyPrefix_areServedAtTheBasePath() throws IOException {
        try (RunnableJar server = RunnableJar.serve(
                folder, "--base-path", "sso/", "--cors-origins", "https://Hub.Example/, https://other.example")) {
            HttpCaller caller = new HttpCaller(server.url());
            // What two public clients ask first, with the slash of one of them.
            HttpResponse<String> ping =
                    caller.get("/sso/qrs/ssl/ping/?xrfkey=123456789ABCDEFG", "X-Qlik-Xrfkey", "123456789ABCDEFG");
            assertThat(ping.statusCode()).isEqualTo(200);
            assertThat(ping.body()).isEqualTo("Ping successful");

            for (String page : List.of("https://hub.example", "https://other.example")) {
                HttpResponse<String> created =
                        caller.post(SESSIONS, "{}", "Origin", page, "X-Qlik-Virtual-Proxy-Prefix", "sso");
                assertThat(created.statusCode()).isEqualTo(201);
                assertThat(created.headers().firstValue("Location"))
                        .get()
                        .asString()
                        .startsWith(SESSIONS + "/");
                assertThat(created.headers().firstValue("Access-Control-Allow-Origin"))
                        .contains(page);
                assertThat(created.headers().firstValue("Access-Control-Allow-Credentials"))
                        .contains("true");
            }
            assertThat(caller.get("/qrs/executionsession").statusCode()).isEqualTo(404);
            assertThat(caller.get("/health/ready").statusCode()).isEqualTo(200);

            changeAll(caller);
            assertThat(server.err()).isEmpty();
        }
    }

    /** As a client edits the entities of a selection: it sends a date in the future, and expects 204. */
    private static void changeAll(HttpCaller caller) throws IOException {
        JsonNode selection = json(caller.post("/sso/qrs/selection/executionsession", "{}"));
        String synthetic = "/sso/qrs/selection/" + selection.get("id").textValue() + "/executionsession/synthetic";
        String modified = "\"type\":\"ExecutionSession\",\"properties\":[{\"name\":\"retries\",\"value\":3,"
                + "\"valueIsDifferent\":false,\"valueIsModified\":true}]}";
        assertThat(caller.put(synthetic, "{" + modified).statusCode()).isEqualTo(409);
        assertThat(caller.put(synthetic, "{\"latestModifiedDate\":\"9999-01-01T00:00:00.999Z\"," + modified)
                        .statusCode())
                .isEqualTo(204);
        JsonNode sessions = json(caller.get("/sso/qrs/executionsession/full"));
        assertThat(sessions)
                .hasSize(2)
                .allSatisfy(
                        session -> assertThat(session.get("retries").intValue()).isEqualTo(3));
        JsonNode shown = json(caller.get(synthetic));
        String latest = shown.get("latestModifiedDate").textValue();
        assertThat(caller.put(synthetic, "{\"latestModifiedDate\":\"" + latest + "\"," + modified.replace("3", "4"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(caller.put(synthetic, "{\"latestModifiedDate\":\"" + latest + "\"," + modified.replace("3", "5"))
                        .statusCode())
                .isEqualTo(409);
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return new ObjectMapper().readTree(answer.body());
    }

    @ParameterizedTest
    @CsvSource({
        "--base-path, /a?b, must be a path",
        "--cors-origins, *, must be an origin",
        "--cors-origins, https://*.example, must be an origin"
    })
    void aMalformedBasePathOrOrigin_isWrongUsage(String option, String value, String reason) throws IOException {
        RunnableJar.Ended ended = RunnableJar.run(folder, Map.of(), "serve", "--port", "0", option, value);
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).contains(option, reason);
    }
}
