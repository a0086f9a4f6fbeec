package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.support.ApiContract;
import org.executionsession.http.support.CertificateAuthority;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestResponse;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send or read slowly, or not at all, and that other clients are served meanwhile. */
class SlowClientsHttpTest {

    private static final String PATH = "/qrs/executionsession";

    /** More than there are threads. */
    private static final int MANY = 400;

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(200);

    /** A server that is overloaded does not serve the document against which its responses are checked. */
    @BeforeAll
    static void readTheContract() {
        ApiContract.read();
    }

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
        try (RunningServer server = RunningServer.start(RunningServer.settings(), patient(), ManagementConfig.none());
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
                TestResponse answer = server.rawWithoutEnd("POST " + PATH + " HTTP/1.1\r\nHost: localhost\r\n" + half);
                assertThat(answer.isProblem(408).detail()).isEqualTo("the request was not received within the timeout");
                assertThat(server.useCases().sessionCount()).isZero();
            }
        }
    }

    @Test
    void slowHeaders_loseTheirConnection() throws IOException {
        try (RunningServer server =
                        RunningServer.start(RunningServer.settings(), withTimes(SOON, NEVER), ManagementConfig.none());
                Connections slow = new Connections(server.server().port())) {
            Socket socket = slow.open("GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HTTP/1.1\r\nX-Long: ");
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
                    connections.open("GET / HTTP/1.1\r\n\r\n").getInputStream().readAllBytes();
                }
            });
            assertThat(sent.get()).as("long before the record was whole").isLessThan(0x4000);
        }
    }

    @Test
    void anIdleConnection_isClosed() throws IOException {
        try (RunningServer server =
                        RunningServer.start(RunningServer.settings(), withTimes(NEVER, SOON), ManagementConfig.none());
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
            // Fewer than the limit of pipelined requests, and more than the buffers of a connection hold.
            String ask = "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: localhost\r\n\r\n";
            slow.openWithoutReading(atOnce, ask.repeat(10));
            Future<TestResponse> answer = callers.submit(() -> server.create("{}"));
            while (server.server().queuedRequests() == 0) {
                if (answer.isDone()) {
                    // They did not have all that can be processed yet, or have lost their connections already.
                    slow.openWithoutReading(atOnce, ask.repeat(10));
                    answer = callers.submit(() -> server.create("{}"));
                }
            }
            TestResponse response = answer.get(1, TimeUnit.MINUTES);
            while (response.status() == 503) {
                // The requests of the second connections have filled the queue.
                response = server.create("{}");
            }
            response.entity(201);
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
