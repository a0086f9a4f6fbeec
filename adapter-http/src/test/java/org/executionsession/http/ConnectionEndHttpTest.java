package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.RequestListener;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.HeldCreations;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that keeps its connection is told when it cannot: else its next call would fail for no reason of its own. */
class ConnectionEndHttpTest {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(200);
    private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\n";
    private static final String POST = "POST /qrs/executionsession" + HEAD;
    private static final String LONG = "x".repeat(100_000);

    private static final String OLD_CHUNKED = "POST /qrs/executionsession HTTP/1.0\r\nHost: localhost\r\n"
            + "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";

    static Stream<String> requests() {
        return Stream.of(
                "GET /qrs/about" + HEAD + "\r\n",
                "GET /qrs/about HTTP/1.0\r\n\r\n",
                "GET /qrs/about HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
                "GET /qrs/about" + HEAD + "Connection: close\r\n\r\n",
                "HEAD /qrs/nowhere" + HEAD + "\r\n",
                "GARBAGE\r\n\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\r\n\r\n",
                "GET\r\n\r\n",
                "GET /\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/7.0\r\nHost: localhost\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: localhost\r\nHost: b\r\n\r\n",
                "GET http://b/" + HEAD + "\r\n",
                "GET /" + LONG + HEAD + "\r\n",
                "GET /?" + LONG + HEAD + "\r\n",
                "GET /" + HEAD + "X-Long: " + LONG + "\r\n\r\n",
                "GET /" + HEAD + "X-Flood: y\r\n".repeat(10_000) + "\r\n",
                "GET /%u0041" + HEAD + "\r\n",
                "GET /qrs/executionsession/%zz" + HEAD + "\r\n",
                "GET /qrs/nowhere" + HEAD + "\r\n",
                "PATCH /qrs/executionsession" + HEAD + "\r\n",
                POST + "Content-Length: x\r\n\r\n",
                POST + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
                OLD_CHUNKED,
                POST + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                POST + "Content-Length: 2\r\n\r\n{}",
                POST + "Content-Length: 1\r\n\r\n{",
                POST + "Content-Length: 41943040\r\n\r\n{",
                POST + "Transfer-Encoding: chunked\r\n\r\n" + ("10000\r\n" + " ".repeat(0x10000) + "\r\n").repeat(17),
                POST + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
                POST + "Content-Type: text/plain;charset=utf-16\r\nContent-Length: 2\r\n\r\n{}",
                POST + "Expect: a-miracle\r\nContent-Length: 2\r\n\r\n{}",
                POST + "Expect: 100-continue\r\nContent-Length: 41943040\r\n\r\n",
                POST + "Expect: 100-continue\r\nOrigin: null\r\nContent-Length: 2\r\n\r\n",
                POST + "Origin: null\r\nContent-Length: 2\r\n\r\n{}",
                POST + "Origin: null\r\nContent-Length: 100\r\n\r\n{}",
                POST + "Content-Length: 100\r\n\r\n{",
                POST + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
                POST + "Upgrade: x\r\nContent-Length: 2\r\n\r\n{}",
                "POST /health/live" + HEAD + "Content-Length: 100\r\n\r\n{",
                "GET /health/live" + HEAD + "Content-Length: 100\r\n\r\n{",
                "GET /health/ready" + HEAD + "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
                "OPTIONS /qrs/about" + HEAD + "Origin: https://hub.example\r\nAccess-Control-Request-Method: POST\r\n"
                        + "Content-Length: 100\r\n\r\n{",
                "OPTIONS /qrs/about" + HEAD + "Origin: https://hub.example\r\nAccess-Control-Request-Method: POST\r\n"
                        + "Content-Length: 1\r\n\r\n{",
                "GET /%u0041" + HEAD + "Content-Length: 100\r\n\r\n{",
                "POST /qrs/nowhere" + HEAD + "Content-Length: 2\r\n\r\n{}",
                "GET /qrs/about" + HEAD + "Content-Length: 2\r\n\r\n{}");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aConnection_isClosedOnlyAfterConnectionClose(String request) throws IOException {
        SecurityConfig security = SecurityConfig.OPEN.withCorsOrigins(List.of("https://hub.example"));
        LimitsConfig limits = LimitsConfig.builder()
                .maxHeaderBytes(65_536)
                .maxConcurrentRequests(200)
                .maxConnections(1_000)
                .requestBufferBytes(10_000_000)
                .requestTimeout(SOON)
                .idleTimeout(NEVER)
                .build();
        try (RunningServer server = RunningServer.start(security, limits);
                Connections clients = new Connections(server.server().port())) {
            Socket client = clients.open(request);
            String head = Connections.head(client.getInputStream(), request.startsWith("HEAD"));
            if (Connections.announcesClose(head)) {
                assertThat(client.getInputStream().readAllBytes()).isEmpty();
            } else {
                Connections.send(client, "GET /health/live" + HEAD + "\r\n");
                assertThat(Connections.head(client.getInputStream(), false)).startsWith("HTTP/1.1 200");
            }
        }
    }

    /** A server in front of this one that knows only HTTP/1.0 would see another end of the body. */
    @Test
    void aTransferCodingOfHttp10_isRejectedAndClosesTheConnection() throws IOException {
        try (RunningServer server = RunningServer.start();
                Connections clients = new Connections(server.server().port())) {
            Socket client = clients.open(OLD_CHUNKED + "GET /qrs/about" + HEAD + "\r\n");
            String responses = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(responses).startsWith("HTTP/1.1 400").containsOnlyOnce("HTTP/1.1 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health/live" + HEAD + "\r\n",
                "GET /qrs/about" + HEAD + "\r\n",
                "GET /qrs/executionsession/count" + HEAD + "\r\n",
                "GET /openapi.json" + HEAD + "\r\n",
                "GET /nowhere" + HEAD + "\r\n",
                POST + "Content-Length: 2\r\n\r\n{}"
            })
    void aConnectionWithManyPipelinedRequests_isClosed(String request) throws IOException {
        try (RunningServer server = RunningServer.start();
                Connections clients = new Connections(server.server().port())) {
            Socket client = clients.open(request.repeat(100));
            String responses = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(responses.split("HTTP/1\\.1 ")).hasSizeBetween(2, 17);
            assertThat(responses).containsOnlyOnce("Connection: close");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health/live", "/health/ready", "/metrics", "/nowhere"})
    void aConnectionOfTheAdminPortWithManyPipelinedRequests_isClosed(String path) throws IOException {
        ManagementConfig management = ManagementConfig.builder().adminPort(0).build();
        try (RunningServer server = RunningServer.start(RunningServer.settings(), LimitsConfig.defaults(), management);
                Connections clients =
                        new Connections(server.server().adminPort().getAsInt())) {
            Socket client = clients.open(("GET " + path + HEAD + "\r\n").repeat(100));
            String responses = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(responses.split("HTTP/1\\.1 ")).hasSizeBetween(2, 17);
            assertThat(responses).containsOnlyOnce("Connection: close");
        }
    }

    @Test
    void aConnectionWithFewPipelinedRequests_staysOpen() throws IOException {
        try (RunningServer server = RunningServer.start();
                Connections clients = new Connections(server.server().port())) {
            Socket client = clients.open(("GET /health/live" + HEAD + "\r\n").repeat(10));
            for (int i = 0; i < 10; i++) {
                assertThat(Connections.head(client.getInputStream(), false)).startsWith("HTTP/1.1 200");
            }
            for (int i = 0; i < 100; i++) {
                Connections.send(client, "GET /health/live" + HEAD + "\r\n");
                assertThat(Connections.head(client.getInputStream(), false)).startsWith("HTTP/1.1 200");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nX-Half: "})
    void anUnfinishedHeader_isNoFailureOfTheServer(String sent) throws IOException {
        List<Integer> statuses = new CopyOnWriteArrayList<>();
        ManagementConfig management = ManagementConfig.builder()
                .requestListener(new RequestListener() {
                    @Override
                    public void onResponse(String method, String route, int status, long nanos) {
                        statuses.add(status);
                    }
                })
                .build();
        LimitsConfig limits = LimitsConfig.builder().idleTimeout(SOON).build();
        try (RunningServer server = RunningServer.start(RunningServer.settings(), limits, management);
                Connections clients = new Connections(server.server().port())) {
            assertThat(clients.open(sent).getInputStream().readAllBytes()).isEmpty();
        }
        assertThat(statuses).allMatch(status -> status == 408);
    }

    @Test
    void responsesDuringAStop_announceTheEndOfTheConnection() throws Exception {
        HeldCreations slow = new HeldCreations();
        ExecutorService stopping = Executors.newSingleThreadExecutor();
        RunningServer server = RunningServer.start(new TestUseCases().with(slow));
        try (Connections clients = new Connections(server.server().port())) {
            Socket kept = clients.open("GET /health/ready" + HEAD + "\r\n");
            assertThat(Connections.announcesClose(Connections.head(kept.getInputStream(), false)))
                    .isFalse();
            Socket client = clients.open(POST + "Content-Length: 2\r\n\r\n{}");
            slow.awaitEntry();
            Future<?> stopped = stopping.submit(server::close);
            String ready = "HTTP/1.1 200";
            while (!Connections.announcesClose(ready)) {
                assertThat(ready).startsWith("HTTP/1.1 200");
                Connections.send(kept, "GET /health/ready" + HEAD + "\r\n");
                ready = Connections.head(kept.getInputStream(), false);
            }
            // 200 if the stop began after the check.
            assertThat(ready).matches("(?s)HTTP/1.1 (503|200) .*");
            slow.release();
            String created = Connections.head(client.getInputStream(), false);
            assertThat(created).startsWith("HTTP/1.1 201");
            assertThat(Connections.announcesClose(created)).isTrue();
            stopped.get();
        } finally {
            stopping.shutdownNow();
            server.close();
        }
    }
}
