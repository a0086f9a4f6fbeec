package org.executionsession.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.support.ApiContract;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.HeldCreations;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The limits of memory, requests, connections and large responses. */
class OverloadHttpTest {

    private static final String PATH = "/qrs/executionsession";
    private static final int LARGE = 200_000;
    private static final Duration NEVER = Duration.ofHours(1);

    /** A server that is overloaded does not serve the document against which its responses are checked. */
    @BeforeAll
    static void readTheContract() {
        ApiContract.read();
    }

    @Test
    void bodiesThatUseTheWholeBuffer_leaveRoomForSmallBodies() throws IOException {
        try (RunningServer server = RunningServer.start(roomForOneLargeBody())) {
            byte[] large = (" ".repeat(LARGE - 2) + "{}").getBytes(UTF_8);
            server.create(large).entity(201);
            try (Connections stalled = new Connections(server.server().port())) {
                TestResponse rejected = server.create(large);
                while (rejected.status() == 201) {
                    // One more: the others have not arrived yet, or came when there was no room for them either.
                    stalled.open(stalled(PATH));
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
    void bodiesOfReads_leaveRoomForWrites() throws IOException {
        try (RunningServer server = RunningServer.start(roomForOneLargeBody());
                Connections stalled = new Connections(server.server().port())) {
            byte[] definition = (" ".repeat(LARGE - 2) + "{}").getBytes(UTF_8);
            TestResponse rejected = server.post(PATH + "/table", definition);
            while (rejected.status() != 503) {
                // One more: the others have not arrived yet, or came when there was no room for them either.
                stalled.open(stalled(PATH + "/table"));
                rejected = server.post(PATH + "/table", definition);
            }
            server.create((" ".repeat(LARGE - 2) + "{}").getBytes(UTF_8)).entity(201);
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
            Future<String> live = callers.submit(() ->
                    Connections.statusLine(connections.open("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n")));
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
            String request = "GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n";
            for (String large : List.of("/docs/swagger-ui-bundle.js", "/openapi.json")) {
                slow.openWithoutReading(atOnce, request.formatted(large));
            }
            TestResponse rejected = server.get("/docs/swagger-ui-bundle.js");
            while (rejected.status() == 200 || rejected.text().contains("the limit of concurrent requests")) {
                if (rejected.status() == 200) {
                    // The limit of concurrent requests may have rejected some of the others, so there is still a place.
                    slow.openWithoutReading(1, request.formatted("/docs/swagger-ui-bundle.js"));
                }
                rejected = server.get("/docs/swagger-ui-bundle.js");
            }
            assertThat(rejected.isProblem(503).header("Retry-After")).contains("1");
            assertThat(rejected.detail())
                    .isEqualTo("the limit of concurrent large responses is reached; nothing was done, try again");
            server.create("{}").entity(201);
        }
    }

    private static LimitsConfig roomForOneLargeBody() {
        return LimitsConfig.builder()
                .maxHeaderBytes(65_536)
                .maxBodyBytes(LARGE)
                .maxConcurrentRequests(200)
                .maxConnections(1_000)
                .requestBufferBytes(LARGE)
                .requestTimeout(NEVER)
                .idleTimeout(NEVER)
                .build();
    }

    /** Returns a request whose large body lacks the last byte. */
    private static String stalled(String path) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + LARGE + "\r\n\r\n"
                + " ".repeat(LARGE - 1);
    }
}
