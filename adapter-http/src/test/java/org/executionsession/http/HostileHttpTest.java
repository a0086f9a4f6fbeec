package org.executionsession.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.support.ApiContract;
import org.executionsession.http.support.CertificateAuthority;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.HeldCreations;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients take from the server, and that others do not feel it. */
class HostileHttpTest {

    private static final SecurityConfig HUB_ALLOWED =
            SecurityConfig.OPEN.withCorsOrigins(List.of("https://hub.example"));

    private static final String PATH = "/qrs/executionsession";

    /** More than there are threads. */
    private static final int MANY = 400;

    private static final int LARGE = 200_000;
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(200);

    /** A server that is overloaded does not serve the document against which its responses are checked. */
    @BeforeAll
    static void readTheContract() {
        try (RunningServer server = RunningServer.start()) {
            ApiContract.of(server);
        }
    }

    /** Clients that send or read slowly, or not at all. */
    @Nested
    class SlowClients {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "POST /qrs/exec",
                    "GET /qrs/executionsession HTTP/1.1\r\nHost: localhost\r\nX-Half",
                    "POST /qrs/executionsession HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n",
                    "POST /qrs/executionsession HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"user\":",
                    "POST /qrs/executionsession HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1",
                    "POST /qrs/executionsession HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"user",
                    "POST /qrs/executionsession HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n"
                })
        void stalledSenders_doNotBlockOtherRequests(String sent) throws IOException {
            try (RunningServer server =
                            RunningServer.start(RunningServer.settings(), patient(), ManagementConfig.none());
                    Connections stalled = new Connections(server.server().port())) {
                stalled.open(MANY, sent);
                for (int i = 0; i < 20; i++) {
                    server.create("{}").entity(201);
                }
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"})
        void aBodyThatTakesTooLong_returns408(String half) throws IOException {
            for (LimitsConfig limits : List.of(withTimes(SOON, NEVER), withTimes(NEVER, SOON))) {
                try (RunningServer server =
                        RunningServer.start(RunningServer.settings(), limits, ManagementConfig.none())) {
                    TestResponse answer =
                            server.rawWithoutEnd("POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\n" + half);
                    assertThat(answer.isProblem(408).detail())
                            .isEqualTo("the request was not received within the timeout");
                    assertThat(server.useCases().sessionCount()).isZero();
                }
            }
        }

        @Test
        void slowHeaders_loseTheirConnection() throws IOException {
            try (RunningServer server = RunningServer.start(
                            RunningServer.settings(), withTimes(SOON, NEVER), ManagementConfig.none());
                    Connections slow = new Connections(server.server().port())) {
                Socket socket =
                        slow.open("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nX-Long: ");
                assertThat(Connections.statusLine(socket)).startsWith("HTTP/1.1 200");
                assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
                    while (true) {
                        socket.getOutputStream().write('x');
                        // Another one, who is answered meanwhile, sets the pace.
                        server.create("{}").entity(201);
                    }
                });
            }
        }

        @Test
        void aSlowHandshake_losesItsConnection(@TempDir Path folder) throws IOException {
            new CertificateAuthority("authority")
                    .issue("server")
                    .save(folder.resolve("server.pem"), folder.resolve("server-key.pem"));
            SecurityConfig encrypted = new SecurityConfig(
                    new SecurityConfig.Tls(folder.resolve("server.pem"), folder.resolve("server-key.pem"), null, null),
                    null);
            try (ExecutionSessionHttpServer server = ExecutionSessionHttpServer.start(
                            RunningServer.settings(),
                            encrypted,
                            withTimes(SOON, NEVER),
                            ManagementConfig.none(),
                            new TestUseCases());
                    Connections connections = new Connections(server.port())) {
                // The head of a record of TLS, which will be 16 KiB long.
                Socket slow = connections.open("\u0016\u0003\u0001\u0040\u0000");
                AtomicInteger sent = new AtomicInteger();
                assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
                    while (true) {
                        slow.getOutputStream().write(1);
                        sent.incrementAndGet();
                        // Another one, who is turned away meanwhile, sets the pace.
                        connections
                                .open("GET / HTTP/1.1\r\n\r\n")
                                .getInputStream()
                                .readAllBytes();
                    }
                });
                assertThat(sent.get()).as("long before the record was whole").isLessThan(0x4000);
            }
        }

        @Test
        void anIdleConnection_isClosed() throws IOException {
            try (RunningServer server = RunningServer.start(
                            RunningServer.settings(), withTimes(NEVER, SOON), ManagementConfig.none());
                    Connections resting = new Connections(server.server().port())) {
                Socket socket = resting.open("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(Connections.everything(socket).status()).isEqualTo(200);
            }
        }

        @Test
        void unreadResponses_loseTheirConnectionWhenOthersWait() throws Exception {
            int atOnce = 8;
            ExecutorService callers = Executors.newSingleThreadExecutor();
            LimitsConfig few = LimitsConfig.builder()
                    .maxHeaderBytes(65_536)
                    .maxConcurrentRequests(atOnce)
                    .maxConnections(10_000)
                    .requestBufferBytes(10_000_000)
                    .requestTimeout(NEVER)
                    .idleTimeout(NEVER)
                    .build();
            try (RunningServer server = RunningServer.start(RunningServer.settings(), few, ManagementConfig.none());
                    Connections slow = new Connections(server.server().port())) {
                String ask = "GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n";
                slow.openWithoutReading(atOnce, ask.repeat(100_000));
                Future<TestResponse> answer = callers.submit(() -> server.create("{}"));
                while (server.server().queuedRequests() == 0) {
                    if (answer.isDone()) {
                        // They did not have all that can be processed yet.
                        answer = callers.submit(() -> server.create("{}"));
                    }
                }
                answer.get(1, TimeUnit.MINUTES).entity(201);
            } finally {
                callers.shutdownNow();
            }
        }

        /** Nothing times out, so that what is answered is answered beside those that stall. */
        private static LimitsConfig patient() {
            return withTimes(NEVER, NEVER);
        }

        private static LimitsConfig withTimes(Duration requestTimeout, Duration idleTimeout) {
            return LimitsConfig.builder()
                    .maxHeaderBytes(65_536)
                    .maxConcurrentRequests(200)
                    .maxConnections(10_000)
                    .requestBufferBytes(10_000_000)
                    .requestTimeout(requestTimeout)
                    .idleTimeout(idleTimeout)
                    .build();
        }
    }

    @Nested
    class OversizedRequests {

        @Test
        void aBodyOf40Megabytes_returns413() {
            int length = 40 * 1024 * 1024;
            try (RunningServer server = RunningServer.start()) {
                String announced =
                        "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n{";
                server.rawWithoutEnd(announced).isProblem(413);
                String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
                server.rawWithoutEnd(
                                "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        + chunk.repeat(17))
                        .isProblem(413);
                server.create("{}").entity(201);
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"Content-Length: 8388608\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n800000\r\n"})
        void aClientThatSendsATooLargeBodyCompletely_getsTheResponse(String headers) throws IOException {
            byte[] piece = new byte[64 * 1024];
            try (RunningServer server = RunningServer.start();
                    Connections connections = new Connections(server.server().port())) {
                for (int i = 0; i < 50; i++) {
                    Socket socket = connections.open(
                            "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers);
                    for (int sent = 0; sent < 8 * 1024 * 1024; sent += piece.length) {
                        socket.getOutputStream().write(piece);
                    }
                    socket.shutdownOutput();
                    assertThat(Connections.everything(socket).isProblem(413).header("Connection"))
                            .contains("close");
                }
            }
        }

        @Test
        void aCompressedBody_returns415() throws IOException {
            ByteArrayOutputStream bomb = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
                byte[] zeros = new byte[1024 * 1024];
                for (int i = 0; i < 100; i++) {
                    gzip.write(zeros);
                }
            }
            try (RunningServer server = RunningServer.start()) {
                assertThat(bomb.size()).isLessThan(1024 * 1024);
                server.post(PATH, bomb.toByteArray(), "Content-Type", "application/json", "Content-Encoding", "gzip")
                        .isProblem(415);
                server.send(
                                "POST",
                                PATH,
                                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bomb.toByteArray())),
                                "Content-Encoding",
                                "gzip")
                        .isProblem(415);
                server.post(PATH, bomb.toByteArray(), "Content-Type", "application/json")
                        .isProblem(400);
            }
        }

        @Test
        void headerFloods_return431AndDoNotBlockOtherRequests() throws IOException {
            try (RunningServer server = RunningServer.start();
                    Connections flooding = new Connections(server.server().port())) {
                for (int i = 0; i < 50; i++) {
                    Socket socket =
                            flooding.open("GET / HTTP/1.1\r\nHost: localhost\r\n" + "X-Flood: x\r\n".repeat(10_000));
                    assertThat(Connections.statusLine(socket)).startsWith("HTTP/1.1 431");
                }
                server.create("{}").entity(201);
            }
        }
    }

    /** The limits of memory, requests, connections and large responses. */
    @Nested
    class OverloadProtection {

        @Test
        void bodiesThatUseTheWholeBuffer_leaveRoomForSmallBodies() throws IOException {
            LimitsConfig narrow = LimitsConfig.builder()
                    .maxHeaderBytes(65_536)
                    .maxBodyBytes(LARGE)
                    .maxConcurrentRequests(200)
                    .maxConnections(1_000)
                    .requestBufferBytes(LARGE)
                    .requestTimeout(NEVER)
                    .idleTimeout(NEVER)
                    .build();
            try (RunningServer server = RunningServer.start(narrow)) {
                byte[] large = (" ".repeat(LARGE - 2) + "{}").getBytes(UTF_8);
                server.create(large).entity(201);
                try (Connections stalled = new Connections(server.server().port())) {
                    TestResponse rejected = server.create(large);
                    while (rejected.status() == 201) {
                        // One more: the others have not arrived yet, or came when there was no room for them either.
                        stalled.open("POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + LARGE
                                + "\r\n\r\n" + " ".repeat(LARGE - 1));
                        rejected = server.create(large);
                    }
                    assertThat(rejected.isProblem(503).header("Retry-After")).contains("1");
                    assertThat(rejected.detail())
                            .isEqualTo("the memory limit of request bodies is reached; nothing was done, try again");
                    server.create("{}").entity(201);
                }
                TestResponse accepted = server.create(large);
                while (accepted.status() == 503) {
                    accepted = server.create(large);
                }
                accepted.entity(201);
            }
        }

        @Test
        void requestsBeyondTheLimit_areRejectedAtOnceAndAcceptedLater() throws Exception {
            HeldCreations creations = new HeldCreations();
            LimitsConfig one = LimitsConfig.builder()
                    .maxHeaderBytes(65_536)
                    .maxConcurrentRequests(1)
                    .maxConnections(1_000)
                    .requestBufferBytes(1_000_000)
                    .requestTimeout(NEVER)
                    .idleTimeout(NEVER)
                    .build();
            ExecutorService callers = Executors.newFixedThreadPool(2);
            try (ExecutionSessionHttpServer http = ExecutionSessionHttpServer.start(
                            RunningServer.settings(),
                            SecurityConfig.OPEN,
                            one,
                            ManagementConfig.none(),
                            new TestUseCases().with(creations));
                    Connections connections = new Connections(http.port())) {
                String create = "POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}";
                Socket first = connections.open(create);
                creations.awaitEntry();
                Socket second = connections.open(create);
                while (http.queuedRequests() == 0) {
                    Thread.onSpinWait();
                }
                for (int i = 0; i < 100; i++) {
                    Socket rejected =
                            connections.open(create.replace("Host: localhost", "Host: localhost\r\nConnection: close"));
                    TestResponse answer = Connections.everything(rejected).isProblem(503);
                    assertThat(answer.header("Retry-After")).contains("1");
                    assertThat(answer.detail())
                            .isEqualTo("the limit of concurrent requests is reached; nothing was done, try again");
                }
                assertThat(http.rejectedRequests()).isEqualTo(100);
                Future<String> live = callers.submit(() -> Connections.statusLine(
                        connections.open("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")));
                assertThat(live.get(1, TimeUnit.MINUTES)).startsWith("HTTP/1.1 200");
                creations.release();
                assertThat(Connections.statusLine(first)).startsWith("HTTP/1.1 201");
                assertThat(Connections.statusLine(second)).startsWith("HTTP/1.1 201");
                assertThat(Connections.statusLine(connections.open(create))).startsWith("HTTP/1.1 201");
            } finally {
                callers.shutdownNow();
            }
        }

        @Test
        void aConnectionBeyondTheLimit_isServedOnceAnotherIsClosed() throws IOException {
            LimitsConfig two = LimitsConfig.builder()
                    .maxHeaderBytes(65_536)
                    .maxConcurrentRequests(200)
                    .maxConnections(2)
                    .requestBufferBytes(1_000_000)
                    .requestTimeout(NEVER)
                    .idleTimeout(NEVER)
                    .build();
            try (RunningServer server = RunningServer.start(RunningServer.settings(), two, ManagementConfig.none());
                    Connections connections = new Connections(server.server().port())) {
                String ask = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
                Socket first = connections.open(ask);
                assertThat(Connections.statusLine(first)).startsWith("HTTP/1.1 200");
                connections.open(ask);
                Socket third = connections.open(ask);
                // At rest, the others make room by themselves.
                assertThat(Connections.statusLine(third)).startsWith("HTTP/1.1 200");
            }
        }

        @Test
        void unreadLargeResponses_leaveTheServerToOtherRequests() throws IOException {
            int atOnce = 8;
            LimitsConfig few = LimitsConfig.builder()
                    .maxHeaderBytes(65_536)
                    .maxConcurrentRequests(atOnce)
                    .maxConnections(10_000)
                    .requestBufferBytes(10_000_000)
                    .requestTimeout(NEVER)
                    .idleTimeout(NEVER)
                    .build();
            try (RunningServer server = RunningServer.start(RunningServer.settings(), few, ManagementConfig.none());
                    Connections slow = new Connections(server.server().port())) {
                for (String large : List.of("/docs/swagger-ui-bundle.js", "/openapi.json")) {
                    slow.openWithoutReading(atOnce, "GET " + large + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
                }
                TestResponse rejected = server.get("/docs/swagger-ui-bundle.js");
                while (rejected.status() == 200 || rejected.text().contains("the limit of concurrent requests")) {
                    // The others have not all been processed yet.
                    rejected = server.get("/docs/swagger-ui-bundle.js");
                }
                assertThat(rejected.isProblem(503).header("Retry-After")).contains("1");
                assertThat(rejected.detail())
                        .isEqualTo("the limit of concurrent large responses is reached; nothing was done, try again");
                server.create("{}").entity(201);
            }
        }
    }

    /** CORS, cross-site requests and security headers. */
    @Nested
    class BrowserSecurity {

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
                        new String[] {
                            "Sec-Fetch-Site", "cross-site", "Content-Type", "application/x-www-form-urlencoded"
                        },
                        new String[] {"Origin", "null", "Content-Type", "application/x-www-form-urlencoded"},
                        new String[] {"Origin", "http://" + self, "Origin", "https://else.example"},
                        new String[] {"Sec-Fetch-Site", "same-origin", "Sec-Fetch-Site", "cross-site"},
                        // Browsers that said neither with a form.
                        new String[] {"Referer", "https://else.example/page", "Content-Type", "text/plain"},
                        new String[] {"Referer", "https://else.example/page"},
                        new String[] {
                            "Accept", "text/html,application/xhtml+xml,*/*;q=0.8", "Content-Type", "text/plain"
                        },
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
}
