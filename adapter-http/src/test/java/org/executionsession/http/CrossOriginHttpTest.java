package org.executionsession.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.support.BrokenSessions;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages of other origins that call from a browser, as mashups do: with credentials, and with headers of QRS. */
class CrossOriginHttpTest {

    private static final String PATH = "/qrs/executionsession";
    private static final String HUB = "https://hub.example";
    private static final String ALLOWED = "Access-Control-Allow-Origin";
    private static final String CREDENTIALS = "Access-Control-Allow-Credentials";
    private static final String EXPOSED = "Access-Control-Expose-Headers";

    private static final RunningServer SERVER = start(HUB, "http://localhost:8080");

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static RunningServer start(String... origins) {
        return RunningServer.start(allowing(origins), LimitsConfig.defaults());
    }

    private static SecurityConfig allowing(String... origins) {
        return SecurityConfig.OPEN.withCorsOrigins(List.of(origins));
    }

    private static TestResponse preflight(RunningServer server, String origin, String method, String headers)
            throws IOException {
        try (Connections browser = new Connections(server.server().port())) {
            return Connections.everything(browser.open("OPTIONS " + PATH + "/many HTTP/1.1\r\nHost: localhost\r\n"
                    + "Connection: close\r\nOrigin: " + origin + "\r\nAccess-Control-Request-Method: " + method
                    + "\r\nAccess-Control-Request-Headers: " + headers + "\r\n\r\n"));
        }
    }

    private static List<String> values(TestResponse answer, String header) {
        return Arrays.stream(answer.header(header).orElse("").split(","))
                .map(value -> value.strip().toLowerCase(Locale.ROOT))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization",
                "content-type",
                "idempotency-key",
                "x-qlik-security",
                "x-qlik-user",
                "x-qlik-virtual-proxy-prefix",
                "x-qlik-xrfkey",
                "x-requested-with"
            })
    void aPreflight_allowsTheHeadersThatMashupsSend(String header) throws IOException {
        for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
            TestResponse answer = preflight(SERVER, HUB, method, header);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header(ALLOWED)).contains(HUB);
            assertThat(answer.header(CREDENTIALS)).contains("true");
            assertThat(values(answer, "Access-Control-Allow-Headers")).contains(header);
            assertThat(values(answer, "Access-Control-Allow-Methods")).contains(method.toLowerCase(Locale.ROOT));
            assertThat(values(answer, "Vary")).contains("origin");
            assertThat(Integer.parseInt(answer.header("Access-Control-Max-Age").orElseThrow()))
                    .isEqualTo(3_600);
        }
    }

    @Test
    void everyResponse_isReadableForAnAllowedOrigin() {
        byte[] none = {};
        String[] page = {"Origin", HUB, "X-Qlik-Security", "SecureRequest=true; Context=ManagementAccess"};
        for (TestResponse answer : List.of(
                SERVER.post(PATH, "{}".getBytes(UTF_8), page),
                SERVER.send("GET", PATH, BodyPublishers.noBody(), page),
                SERVER.post(PATH, "[".getBytes(UTF_8), page).isProblem(400),
                SERVER.send("GET", PATH + "?Xrfkey=short", BodyPublishers.noBody(), page)
                        .isProblem(403),
                SERVER.send("GET", "/qrs/nowhere", BodyPublishers.noBody(), page)
                        .isProblem(404),
                SERVER.send("PATCH", PATH, BodyPublishers.noBody(), page).isProblem(405),
                SERVER.post(PATH, new byte[2 * 1024 * 1024], page).isProblem(413),
                SERVER.post(PATH, none, "Origin", HUB, "Content-Type", "multipart/form-data")
                        .isProblem(415))) {
            isReadable(answer);
        }
    }

    @Test
    void aFailedList_isReadableForAnAllowedOrigin() {
        var broken = new BrokenSessions();
        try (RunningServer server =
                RunningServer.start(allowing(HUB), LimitsConfig.defaults(), new TestUseCases().with(broken))) {
            TestResponse answer = server.send("GET", PATH, BodyPublishers.noBody(), "Origin", HUB);
            isReadable(answer.isProblem(503));
        }
    }

    private static void isReadable(TestResponse answer) {
        assertThat(answer.header(ALLOWED)).as(answer.text()).contains(HUB);
        assertThat(answer.header(CREDENTIALS)).as(answer.text()).contains("true");
        assertThat(values(answer, EXPOSED)).contains("location", "retry-after", "x-request-id");
        assertThat(values(answer, "Vary")).contains("origin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://else.example",
                "http://hub.example",
                "https://hub.example:8443",
                "https://a.hub.example",
                "https://hub.example.evil",
                "https://hubxexample",
                "https://hub.example/",
                "https://HUB.example",
                "null",
                "*",
                "https://hub.example https://else.example",
                "https://else.example https://hub.example",
                "https://else.example, https://hub.example"
            })
    void otherOrigins_getNoCorsHeaders(String origin) throws IOException {
        for (TestResponse answer : List.of(
                preflight(SERVER, origin, "POST", "x-qlik-user"),
                SERVER.send("GET", PATH, BodyPublishers.noBody(), "Origin", origin),
                SERVER.post(PATH, "{}".getBytes(UTF_8), "Origin", origin).isProblem(403))) {
            assertThat(answer.header(ALLOWED)).isEmpty();
            assertThat(answer.header(CREDENTIALS)).isEmpty();
            // A cache must not take it for the response to a page that is named.
            assertThat(values(answer, "Vary")).contains("origin");
        }
    }

    @Test
    void aServerWithoutOrigins_sendsNoCorsHeaders() throws IOException {
        try (RunningServer server = RunningServer.start()) {
            assertThat(preflight(server, HUB, "POST", "x-qlik-user").headers().keySet())
                    .noneMatch(name -> name.startsWith("Access-Control"));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://Hub.Example, https://hub.example",
        "https://hub.example/, https://hub.example",
        "https://hub.example:443, https://hub.example",
        "http://hub.example:80, http://hub.example",
        "' https://hub.example ', https://hub.example",
        "http://[::1]:8080, http://[::1]:8080",
        "capacitor://localhost, capacitor://localhost"
    })
    void aConfiguredOrigin_isNormalizedAsInABrowser(String configured, String sent) {
        try (RunningServer server = start(configured)) {
            TestResponse answer =
                    server.post(PATH, "{}".getBytes(UTF_8), "Origin", sent, "Sec-Fetch-Site", "cross-site");
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.header(ALLOWED)).contains(sent);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "null",
                "",
                "hub.example",
                "https://*.example",
                "https://hub.\u212a.example",
                "https://",
                "https://hub.example/path",
                "https://hub.example?query",
                "https://user@hub.example",
                "https://hub.example:port",
                "https://a.example https://b.example"
            })
    void aMalformedOrigin_isRejectedAtTheStart(String configured) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> allowing(configured))
                .withMessageContaining("must be an origin");
    }
}
