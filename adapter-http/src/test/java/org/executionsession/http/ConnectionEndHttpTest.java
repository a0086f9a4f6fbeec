package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.executionsession.domain.idempotency.IdempotencyKey;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.CreateExecutionSession;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.MapOfSessions;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.StubLibrary;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client that keeps its connection is told when it cannot: else its next call would fail for no reason of its own. */
class ConnectionEndHttpTest {

    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration SOON = Duration.ofMillis(200);
    private static final String HEAD = " HTTP/1.1\r\nHost: localhost\r\n";
    private static final String POST = "POST /qrs/executionsession" + HEAD;
    private static final String LONG = "x".repeat(100_000);

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
    void aConnection_endsOnlyWhenThatWasAnnounced(String request) throws IOException {
        LimitsConfig limits = LimitsConfig.builder()
                .maxHeaderBytes(65_536)
                .maxConcurrentRequests(200)
                .maxConnections(1_000)
                .requestBufferBytes(10_000_000)
                .requestTimeout(SOON)
                .idleTimeout(NEVER)
                .corsOrigins(List.of("https://hub.example"))
                .build();
        try (RunningServer server = RunningServer.start(RunningServer.settings(), limits, ManagementConfig.none());
                Connections clients = new Connections(server.server().port())) {
            Socket client = clients.open(request);
            String head = head(client.getInputStream(), request.startsWith("HEAD"));
            if (isEnd(head)) {
                assertThat(client.getInputStream().readAllBytes()).isEmpty();
            } else {
                client.getOutputStream().write(("GET /health/live" + HEAD + "\r\n").getBytes());
                assertThat(head(client.getInputStream(), false)).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void aStop_isAnnouncedToThoseWhoAreStillAnswered() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        MapOfSessions sessions = new MapOfSessions();
        CreateExecutionSession slow = new CreateExecutionSession() {
            @Override
            public ExecutionSession create(ExecutionSessionDraft draft, Caller caller, IdempotencyKey key) {
                entered.countDown();
                try {
                    released.await();
                } catch (InterruptedException interrupted) {
                    throw new IllegalStateException(interrupted);
                }
                return sessions.create(draft, caller, key);
            }

            @Override
            public List<ExecutionSession> createAll(
                    List<ExecutionSessionDraft> drafts, Caller caller, IdempotencyKey key) {
                return sessions.createAll(drafts, caller, key);
            }
        };
        ExecutorService stopping = Executors.newSingleThreadExecutor();
        RunningServer server = RunningServer.start(new StubLibrary().ports(slow, sessions));
        try (Connections clients = new Connections(server.server().port())) {
            Socket kept = clients.open("GET /health/ready" + HEAD + "\r\n");
            assertThat(isEnd(head(kept.getInputStream(), false))).isFalse();
            Socket client = clients.open(POST + "Content-Length: 2\r\n\r\n{}");
            entered.await();
            Future<?> stopped = stopping.submit(server::close);
            String ready = "HTTP/1.1 200";
            while (ready.startsWith("HTTP/1.1 200")) {
                kept.getOutputStream().write(("GET /health/ready" + HEAD + "\r\n").getBytes());
                ready = head(kept.getInputStream(), false);
            }
            assertThat(ready).startsWith("HTTP/1.1 503");
            assertThat(isEnd(ready)).isTrue();
            released.countDown();
            String created = head(client.getInputStream(), false);
            assertThat(created).startsWith("HTTP/1.1 201");
            assertThat(isEnd(created)).isTrue();
            stopped.get();
        } finally {
            stopping.shutdownNow();
            server.close();
        }
    }

    private static boolean isEnd(String head) {
        return head.toLowerCase(Locale.ROOT).contains("\r\nconnection: close\r\n");
    }

    /** The head of the next answer that is not provisional, whose body is read, too. */
    private static String head(InputStream in, boolean withoutBody) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection ended behind '" + head + "'");
            }
            head.append((char) next);
        }
        if (head.indexOf("HTTP/1.1 1") == 0) {
            return head(in, withoutBody);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        assertThat(lower)
                .startsWith("http/1.1 ")
                .doesNotStartWith("http/1.1 500")
                .contains("content-length: ");
        int length = Integer.parseInt(lower.split("content-length: ")[1].split("\r\n")[0]);
        if (!withoutBody) {
            assertThat(in.readNBytes(length)).hasSize(length);
        }
        return head.toString();
    }
}
