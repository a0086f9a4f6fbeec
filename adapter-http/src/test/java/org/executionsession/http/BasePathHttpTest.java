package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose paths stand behind another one, as behind the prefix of a virtual proxy. */
class BasePathHttpTest {

    private static final Pattern REFERENCE = Pattern.compile("(?:src|href)=\"([^\"]*)\"");

    private static final RunningServer SERVER =
            RunningServer.start(RunningServer.settings().withBasePath("hub/SSO/"));

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/hub/SSO/qrs/executionsession",
                "/hub/sso/qrs/executionsession/",
                "/HUB/sso/QRS/ExecutionSession",
                "//hub//sso//qrs//executionsession",
                "/hub/sso/executionsession",
                "/hub/sso/qrs/executionsession?xrfkey=0123456789abcdef&privileges=true"
            })
    void theContract_isServedBelowTheBasePath(String path) {
        TestResponse created = SERVER.post(
                path,
                "{}".getBytes(StandardCharsets.UTF_8),
                path.contains("xrfkey")
                        ? new String[] {"X-Qlik-Xrfkey", "0123456789abcdef"}
                        : new String[] {"Content-Type", "application/json"});
        String id = created.entity(201).get("id").textValue();
        assertThat(created.header("Location")).contains("/hub/SSO/qrs/executionsession/" + id);
        assertThat(SERVER.get(created.header("Location").orElseThrow())
                        .entity(200)
                        .get("id")
                        .textValue())
                .isEqualTo(id);
        assertThat(created.json().get("privileges").isArray()).isEqualTo(path.contains("privileges"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/qrs/selection", "/qrs/executionresult", "/qrs/executionresult/detail"})
    void createdEntities_areFoundAtTheirLocation(String path) {
        TestResponse created = SERVER.post("/hub/sso" + path, "{\"items\":[]}");
        assertThat(created.header("Location")).get().asString().startsWith("/hub/SSO" + path + "/");
        SERVER.get(created.header("Location").orElseThrow()).entity(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/qrs/executionsession",
                "/executionsession",
                "/openapi.json",
                "/docs",
                "/hub",
                "/hub/",
                "/hub/qrs/executionsession",
                "/hub/ssoqrs/executionsession",
                "/hub/sso2/qrs/executionsession",
                "/sso/hub/qrs/executionsession",
                "/hub/sso/hub/sso/qrs/executionsession",
                "/hub/sso/health/live"
            })
    void pathsOutsideTheBasePath_return404(String path) {
        SERVER.get(path).isProblem(404);
        SERVER.post(path, "{}").isProblem(404);
    }

    /** As raw targets: an HTTP client would resolve the dot segments. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../x",
                "/%2e%2e/x",
                "/%2E./x",
                "/..",
                "/../",
                "/./../x",
                "/a/../../x",
                "/qrs/../../x",
                "/qrs/../..",
                "/%3b/../..",
                "/..?x=/..",
                "/../SSO/qrs/about",
                "/../../hub/SSO/qrs/about",
                "/../../health/live",
                "/../..",
                "/qrs/../about",
                "/qrs/./about"
            })
    void dotSegmentsBelowTheBasePath_return404(String target) {
        for (String method : List.of("GET", "POST", "OPTIONS")) {
            SERVER.raw(RunningServer.closing(method + " /hub/sso" + target, "", ""))
                    .isProblem(404);
            SERVER.raw(RunningServer.closing(method + " http://localhost/hub/sso" + target, "", ""))
                    .isProblem(404);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../../..", "/../../../x", "/%2e%2e/%2e%2e/%2e%2e/hub/sso/qrs/about", "/a/../../../../x"})
    void dotSegmentsAboveTheRoot_return400(String target) {
        SERVER.raw(RunningServer.closing("GET /hub/sso" + target, "", "")).isProblem(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready"})
    void health_staysAtTheRoot(String path) throws IOException {
        try (RunningServer server = RunningServer.start(
                        RunningServer.settings().withBasePath("/health"),
                        LimitsConfig.defaults(),
                        ManagementConfig.none());
                Connections probe = new Connections(SERVER.server().port());
                Connections other = new Connections(server.server().port())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            assertThat(Connections.everything(probe.open(request)).status()).isEqualTo(200);
            assertThat(Connections.everything(other.open(request)).status()).isEqualTo(200);
        }
    }

    @Test
    void theDocument_namesItsServersWithTheBasePath() {
        JsonNode document = SERVER.get("/hub/sso/openapi.json").entity(200);
        assertThat(document.get("servers"))
                .extracting(server -> server.get("url").textValue())
                .containsExactly("/hub/SSO/qrs", "/hub/SSO/");
        try (RunningServer plain = RunningServer.start()) {
            assertThat(plain.get("/openapi.json").entity(200).get("servers"))
                    .extracting(server -> server.get("url").textValue())
                    .containsExactly("/qrs", "/");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/hub/sso/docs", "/hub/sso/docs/", "/hub/sso/qrs/docs"})
    void theDocumentationPage_findsItsFilesAndTheDocument(String path) {
        TestResponse page = SERVER.get(path);
        assertThat(page.status()).isEqualTo(200);
        List<String> files = REFERENCE
                .matcher(page.text())
                .results()
                .map(match -> URI.create(path).resolve(match.group(1)).toString())
                .toList();
        assertThat(files)
                .isNotEmpty()
                .allSatisfy(
                        file -> assertThat(SERVER.get(file).status()).as(file).isEqualTo(200));
        // As the script of the page finds it.
        String script = files.stream()
                .filter(file -> file.endsWith("start.js"))
                .findFirst()
                .orElseThrow();
        SERVER.get(URI.create(script).resolve("../openapi.json").toString()).entity(200);
    }

    @ParameterizedTest
    @CsvSource({
        "sso, /sso",
        "/sso, /sso",
        "/sso/, /sso",
        "//a///b/, /a/b",
        "/, ''",
        "'', ''",
        "' /sso ', /sso",
        "/v1.2, /v1.2"
    })
    void theBasePath_isNormalized(String given, String normal) {
        assertThat(RunningServer.settings().withBasePath(given).basePath()).isEqualTo(normal);
        assertThat(RunningServer.settings()
                        .withBasePath(given)
                        .withDrainTimeout(Duration.ofSeconds(1))
                        .basePath())
                .isEqualTo(normal);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/a b",
                "/a?b",
                "/a#b",
                "/%73so",
                "/..",
                "/a/../b",
                "/.",
                "/ä",
                "https://hub.example/sso",
                "/{id}",
                "\\sso"
            })
    void aMalformedBasePath_isRejected(String given) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunningServer.settings().withBasePath(given))
                .withMessageContaining("must be a path");
    }
}
