package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
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
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The limits of memory, requests, connections and large responses. */
@Timeout(60)
class OverloadHttpTest {

    private static final String PATH = "/qrs/executionsession";

    /** The memory for the bodies of either kind of requests, without the first 16 KiB of each. */
    private static final int BUFFER = 200_000;

    /**
     * The size of a body that stalls. It takes 16 KiB of the buffer in one step, so it is rejected at once or keeps them; if it grew
     * in several steps, a request that is rejected for its sake could cause its own rejection.
     */
    private static final int STALLED = 32 * 1024;

    /** The size of a body that takes 8 KiB of the buffer in one step: more than twelve stalled ones leave. */
    private static final int COMPLETE = 24 * 1024;

    private static final int LARGE = 600_000;

    /** Together they have about this size. */
    private static final String DETAILS =
            String.join(",", Collections.nCopies(LARGE / 10_000, "{\"message\":\"" + "x".repeat(9_000) + "\"}"));

    private static final Duration NEVER = Duration.ofHours(1);

    /** A server that is overloaded does not serve the document against which its responses are checked. */
    @BeforeAll
    static void readTheContract() {
        ApiContract.read();
    }

    @Test
    void bodiesThatUseTheWholeBuffer_leaveRoomForSmallBodies() throws IOException {
        try (RunningServer server = RunningServer.start(roomForTwelveStalledBodies())) {
            assertThat(post(server, PATH).status()).isEqualTo(201);
            try (Connections stalled = new Connections(server.server().port())) {
                TestResponse rejected = stallUntilRejected(stalled, server, PATH);
                assertThat(rejected.isProblem(503).header("Retry-After")).contains("1");
                assertThat(rejected.detail())
                        .isEqualTo("the memory limit of request bodies is reached; nothing was done, try again");
                server.create("{}").entity(201);
                assertThat(post(server, PATH).status()).isEqualTo(503);
            }
            TestResponse accepted = post(server, PATH);
            while (accepted.status() == 503) {
                accepted = post(server, PATH);
            }
            assertThat(accepted.status()).isEqualTo(201);
        }
    }

    @Test
    void bodiesOfReads_leaveRoomForWrites() throws IOException {
        try (RunningServer server = RunningServer.start(roomForTwelveStalledBodies());
                Connections stalled = new Connections(server.server().port())) {
            stallUntilRejected(stalled, server, PATH + "/table");
            assertThat(post(server, PATH).status()).isEqualTo(201);
            assertThat(post(server, PATH + "/table").status()).isEqualTo(503);
        }
    }

    /** A caller could keep others out with a few bodies that it did not send to their ends. */
    @ParameterizedTest
    @CsvSource({PATH + ",201", PATH + "/table,400"})
    void stalledBodiesOfOneCaller_doNotKeepOthersOut(String path, int status) throws IOException {
        try (RunningServer server = RunningServer.start(roomForTwelveStalledBodies());
                Connections stalled = new Connections(server.server().port())) {
            stallUntilRejected(stalled, server, path);
            assertThat(post(server, path, "X-Qlik-User: UserDirectory=A; UserId=other\r\n")
                            .status())
                    .isEqualTo(status);
        }
    }

    /** With one body after another of the maximum size, a caller had all of the memory whenever another one needed it. */
    @Test
    void manyLargeBodiesOfOneCaller_doNotKeepOthersOut() throws Exception {
        HeldCreations creations = new HeldCreations();
        ExecutorService callers = Executors.newSingleThreadExecutor();
        try (ExecutionSessionHttpServer http = ExecutionSessionHttpServer.start(
                        RunningServer.settings(),
                        SecurityConfig.OPEN,
                        roomForTwelveStalledBodies(),
                        ManagementConfig.none(),
                        new TestUseCases().with(creations));
                Connections connections = new Connections(http.port())) {
            int size = BUFFER / 2;
            String large = request(PATH, size, " ".repeat(size - 2) + "{}");
            Socket first = connections.open(large);
            creations.awaitEntry();
            Socket second = connections.open(large);
            creations.awaitEntry();
            Connections.next(connections.open(large)).isProblem(503);
            Socket other =
                    connections.open(large.replace("Host:", "X-Qlik-User: UserDirectory=A; UserId=other\r\nHost:"));
            Future<TestResponse> response = callers.submit(() -> Connections.next(other));
            for (int i = 0; i < 3; i++) {
                // They come later, and use the most.
                Connections.next(connections.open(large)).isProblem(503);
            }
            creations.release();
            assertThat(response.get(1, TimeUnit.MINUTES).status()).isEqualTo(201);
            assertThat(Connections.next(first).status()).isEqualTo(201);
            assertThat(Connections.next(second).status()).isEqualTo(201);
        } finally {
            callers.shutdownNow();
        }
    }

    /** With parts of it, they would wait for each other. */
    @Test
    void bodiesThatArriveTogether_getTheirMemoryOneAfterAnother() throws Exception {
        ExecutorService callers = Executors.newCachedThreadPool();
        try (RunningServer server =
                RunningServer.start(RunningServer.settings(), memoryForTwo(), ManagementConfig.none())) {
            List<Future<TestResponse>> responses = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                String request = request(PATH, LARGE, " ".repeat(LARGE - 2) + "{}")
                        .replace(
                                "Host:",
                                "Connection: close\r\nX-Qlik-User: UserDirectory=A; UserId=" + caller + "\r\nHost:");
                responses.add(callers.submit(
                        () -> Connections.exchange(server.server().port(), request)));
            }
            for (Future<TestResponse> response : responses) {
                assertThat(response.get(1, TimeUnit.MINUTES).status()).isEqualTo(201);
            }
        } finally {
            callers.shutdownNow();
        }
    }

    /** A wait lasts as long as its client wants, and a body has no meaning for it. */
    @Test
    void bodiesOfLongRequests_useNoMemory() throws IOException {
        try (RunningServer server = RunningServer.start(roomForTwelveStalledBodies());
                Connections waiting = new Connections(server.server().port())) {
            String path =
                    PATH + "/" + server.create("{}").entity(201).path("id").asText();
            int size = BUFFER / 2;
            for (int i = 0; i < 5; i++) {
                waiting.open("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nPrefer: wait=60\r\nContent-Length: "
                        + size + "\r\n\r\n" + " ".repeat(size));
            }
            while (server.server().waits() < 5) {
                endOnTimeout();
            }
            assertThat(post(server, PATH + "/table").status()).isEqualTo(400);
        }
    }

    /** Its client can read the response as slowly as it wants to, and no other response waits for it. */
    @Test
    void theMemoryOfABody_isFreeWhenTheResponseBegins() throws IOException {
        ExecutorService clients = Executors.newCachedThreadPool();
        try (RunningServer server =
                        RunningServer.start(RunningServer.settings(), memoryForTwo(), ManagementConfig.none());
                Connections slow = new Connections(server.server().port())) {
            String large = "{\"executionResult\":{\"details\":[" + DETAILS + "]}}";
            String path =
                    PATH + "/" + server.create(large).entity(201).path("id").asText();
            String creations = request(PATH, large.length(), large).repeat(15);
            TestResponse rejected = server.get(path);
            while (rejected.status() == 200) {
                endOnTimeout();
                // In a thread of its own: the server reads no more once a client reads nothing.
                clients.submit(() -> {
                    slow.sendWithoutReading(creations);
                    return null;
                });
                rejected = server.get(path);
            }
            assertThat(rejected.isProblem(503).detail())
                    .isEqualTo("the memory limit of large responses is reached; nothing was done, try again");
            server.create(" ".repeat(LARGE / 2) + "{}").entity(201);
        } finally {
            clients.shutdownNow();
        }
    }

    /** A caller could keep others out with a few responses that it did not read. */
    @Test
    void unreadLargeResponsesOfOneCaller_doNotKeepOthersOut() throws IOException {
        try (RunningServer server =
                        RunningServer.start(RunningServer.settings(), memoryForTwo(), ManagementConfig.none());
                Connections slow = new Connections(server.server().port())) {
            String path = PATH + "/"
                    + server.create("{\"executionResult\":{\"details\":[" + DETAILS + "]}}")
                            .entity(201)
                            .path("id")
                            .asText();
            String ask = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            TestResponse rejected = server.get(path);
            while (rejected.status() == 200) {
                endOnTimeout();
                // The system takes the first ones for its client.
                slow.openWithoutReading(1, ask.repeat(15));
                rejected = server.get(path);
            }
            assertThat(rejected.isProblem(503).detail())
                    .isEqualTo("the memory limit of large responses is reached; nothing was done, try again");
            server.getAs("UserDirectory=A; UserId=other", path).entity(200);
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
                endOnTimeout();
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
            String next = Connections.statusLine(connections.open(create));
            while (next.startsWith("HTTP/1.1 503")) {
                // The others have their responses, but can still have their places.
                endOnTimeout();
                next = Connections.statusLine(connections.open(create));
            }
            assertThat(next).startsWith("HTTP/1.1 201");
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
                .maxConnectionsPerAddress(2)
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

    /** Memory for two large bodies, and for two large responses. */
    private static LimitsConfig memoryForTwo() {
        return LimitsConfig.builder()
                .maxHeaderBytes(65_536)
                .maxBodyBytes(LARGE)
                .maxConcurrentRequests(200)
                .maxConnections(10_000)
                .requestBufferBytes(LARGE)
                .requestTimeout(NEVER)
                .idleTimeout(NEVER)
                .build();
    }

    private static LimitsConfig roomForTwelveStalledBodies() {
        return LimitsConfig.builder()
                .maxHeaderBytes(65_536)
                .maxBodyBytes(BUFFER / 2)
                .maxConcurrentRequests(200)
                .maxConnections(1_000)
                .requestBufferBytes(BUFFER)
                .requestTimeout(NEVER)
                .idleTimeout(NEVER)
                .build();
    }

    /** Opens requests that stall until they leave no room for a complete body, and returns its rejection. */
    private static TestResponse stallUntilRejected(Connections stalled, RunningServer server, String path)
            throws IOException {
        TestResponse rejected = post(server, path);
        while (rejected.status() != 503) {
            // One more: the others have not arrived yet, or came when there was no room for them.
            stalled.open(request(path, STALLED, " ".repeat(STALLED - 1)));
            rejected = post(server, path);
        }
        return rejected;
    }

    /**
     * Posts a complete body. Its memory is free afterwards, so it is not the cause if a later one is rejected: a connection serves its
     * second request only when the first one has ended.
     */
    private static TestResponse post(RunningServer server, String path) throws IOException {
        return post(server, path, "");
    }

    private static TestResponse post(RunningServer server, String path, String header) throws IOException {
        endOnTimeout();
        try (Connections connections = new Connections(server.server().port())) {
            Socket socket = connections.open(
                    request(path, COMPLETE, " ".repeat(COMPLETE - 2) + "{}").replace("Host:", header + "Host:"));
            TestResponse answer = Connections.next(socket);
            if (answer.status() != 503) {
                Connections.send(socket, "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(Connections.next(socket).status()).isEqualTo(200);
            }
            return answer;
        }
    }

    /** Ends a loop that nothing else ends: the timeout of a test only interrupts its thread. */
    private static void endOnTimeout() {
        assertThat(Thread.currentThread().isInterrupted())
                .as("the time of the test is over")
                .isFalse();
    }

    private static String request(String path, int length, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n" + body;
    }
}
