package org.executionsession.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.junit.jupiter.api.Test;

/** CORS, cross-site requests and security headers. */
class BrowserSecurityHttpTest {

    private static final SecurityConfig HUB_ALLOWED =
            SecurityConfig.OPEN.withCorsOrigins(List.of("https://hub.example"));

    private static final String PATH = "/qrs/executionsession";
    private static final Duration NEVER = Duration.ofHours(1);

    @Test
    void otherOrigins_areRejectedUnlessTheyAreAllowed() throws IOException {
        String preflight = "OPTIONS " + PATH + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: %s\r\n"
                + "Access-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: content-type\r\n\r\n";
        String allowed = "Access-Control-Allow-Origin";
        try (RunningServer server = RunningServer.start()) {
            TestResponse answer =
                    server.raw(preflight.formatted("https://hub.example")).isProblem(405);
            assertThat(answer.header(allowed)).isEmpty();
        }
        LimitsConfig open = LimitsConfig.builder()
                .maxHeaderBytes(65_536)
                .maxConcurrentRequests(200)
                .maxConnections(1_000)
                .requestBufferBytes(1_000_000)
                .requestTimeout(NEVER)
                .idleTimeout(NEVER)
                .build();
        try (RunningServer server = RunningServer.start(HUB_ALLOWED, open);
                Connections browsers = new Connections(server.server().port())) {
            TestResponse answer = Connections.everything(browsers.open(preflight.formatted("https://hub.example")));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header(allowed)).contains("https://hub.example");
            assertThat(Connections.everything(browsers.open(preflight.formatted("https://hubXexample")))
                            .header(allowed))
                    .isEmpty();
            assertThat(server.post(PATH, "{}".getBytes(UTF_8), "Origin", "https://hub.example")
                            .header(allowed))
                    .contains("https://hub.example");
            assertThat(server.send("GET", PATH, BodyPublishers.noBody(), "Origin", "https://else.example")
                            .header(allowed))
                    .isEmpty();
        }
    }

    @Test
    void pagesOfOtherSites_changeNothing() {
        LimitsConfig open = LimitsConfig.builder()
                .maxHeaderBytes(65_536)
                .maxConcurrentRequests(200)
                .maxConnections(1_000)
                .requestBufferBytes(1_000_000)
                .requestTimeout(NEVER)
                .idleTimeout(NEVER)
                .build();
        byte[] empty = "{}".getBytes(UTF_8);
        try (RunningServer server = RunningServer.start(HUB_ALLOWED, open)) {
            String self = "127.0.0.1:" + server.server().port();
            for (String[] foreign : List.of(
                    new String[] {"Sec-Fetch-Site", "cross-site"},
                    new String[] {"Sec-Fetch-Site", "same-site"},
                    new String[] {"Sec-Fetch-Site", "cross-site", "Origin", "https://else.example"},
                    new String[] {"Origin", "https://else.example"},
                    new String[] {"Origin", "http://127.0.0.1:1"},
                    new String[] {"Origin", "null"},
                    new String[] {"Origin", "a b"},
                    new String[] {"Sec-Fetch-Site", "cross-site", "Origin", "null", "Content-Type", "text/plain"},
                    new String[] {"Sec-Fetch-Site", "cross-site", "Content-Type", "application/x-www-form-urlencoded"},
                    new String[] {"Origin", "null", "Content-Type", "application/x-www-form-urlencoded"},
                    new String[] {"Origin", "http://" + self, "Origin", "https://else.example"},
                    new String[] {"Sec-Fetch-Site", "same-origin", "Sec-Fetch-Site", "cross-site"},
                    // Browsers that said neither with a form.
                    new String[] {"Referer", "https://else.example/page", "Content-Type", "text/plain"},
                    new String[] {"Referer", "https://else.example/page"},
                    new String[] {"Accept", "text/html,application/xhtml+xml,*/*;q=0.8", "Content-Type", "text/plain"},
                    new String[] {"Accept", "text/html, application/xhtml+xml, */*"})) {
                assertThat(server.post(PATH, empty, foreign).isProblem(403).detail())
                        .isEqualTo("requests from pages of other origins are not allowed; see --cors-origins");
            }
            assertThat(server.useCases().sessionCount()).isZero();
            for (String[] own : List.of(
                    new String[] {"Sec-Fetch-Site", "same-origin", "Origin", "http://" + self},
                    new String[] {"Sec-Fetch-Site", "none"},
                    new String[] {"Content-Type", "application/x-www-form-urlencoded"},
                    new String[] {"Content-Type", "text/plain", "Accept", "text/html, image/gif, */*; q=.2"},
                    new String[] {"Content-Type", "text/plain", "Referer", "http://" + self + "/docs"},
                    new String[] {"Content-Type", "application/json", "Referer", "https://else.example/"},
                    new String[] {"Sec-Fetch-Site", "same-origin", "Content-Type", "text/plain;charset=UTF-8"},
                    new String[] {"Origin", "http://" + self},
                    new String[] {"Sec-Fetch-Site", "cross-site", "Origin", "https://hub.example"})) {
                server.post(PATH, empty, own).entity(201);
            }
            assertThat(server.send("GET", PATH, BodyPublishers.noBody(), "Sec-Fetch-Site", "cross-site")
                            .status())
                    .isEqualTo(200);
        }
    }

    @Test
    void everyResponse_hasTheSecurityHeadersAndNoServerHeader() {
        try (RunningServer server = RunningServer.start()) {
            for (TestResponse answer : List.of(
                    server.create("{}"),
                    server.create("["),
                    server.get("/nowhere"),
                    server.get(PATH),
                    server.raw("GARBAGE\r\n\r\n"))) {
                assertThat(answer.header("X-Content-Type-Options")).contains("nosniff");
                assertThat(answer.header("Cache-Control")).contains("no-store");
                assertThat(answer.header("Server")).isEmpty();
            }
        }
    }
}
