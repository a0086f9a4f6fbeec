package org.executionsession.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.executionsession.domain.exception.StoreUnavailableException;
import org.executionsession.domain.model.Caller;
import org.executionsession.domain.model.ExecutionSession;
import org.executionsession.domain.model.ExecutionSessionDraft;
import org.executionsession.domain.port.inbound.FindExecutionSessions;
import org.executionsession.domain.query.Filter;
import org.executionsession.domain.query.Query;
import org.executionsession.http.config.LimitsConfig;
import org.executionsession.http.config.ManagementConfig;
import org.executionsession.http.config.RequestListener;
import org.executionsession.http.config.SecurityConfig;
import org.executionsession.http.support.Connections;
import org.executionsession.http.support.RunningServer;
import org.executionsession.http.support.TestUseCases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The status that is reported for a response that its client did not receive. */
class AbandonedResponseHttpTest {

    private static final int SESSIONS = 5_000;
    private static final int ROUNDS = 5;
    private static final int CLIENTS = 30;
    private static final int PIPELINED = 3;

    /** More than the buffers of a connection hold. */
    private static final ExecutionSession LARGE = ExecutionSession.create(
            ExecutionSessionDraft.builder().user("x".repeat(500)).build(),
            TestUseCases.NOW,
            Caller.SERVICE,
            UUID::randomUUID);

    private final Map<Integer, ConcurrentLinkedQueue<String>> routesByStatus = new ConcurrentHashMap<>();

    private enum End {
        CLOSE,
        RESET
    }

    /** Lists many sessions, then throws a failure, if there is one. */
    private record Sessions(Supplier<RuntimeException> failure) implements FindExecutionSessions {

        @Override
        public Optional<ExecutionSession> find(UUID id, Caller caller) {
            return Optional.of(LARGE);
        }

        @Override
        public void forEach(Query<ExecutionSession> query, Caller caller, Consumer<? super ExecutionSession> consumer) {
            for (int i = 0; i < SESSIONS; i++) {
                consumer.accept(LARGE);
            }
            RuntimeException thrown = failure.get();
            if (thrown != null) {
                throw thrown;
            }
        }

        @Override
        public long count(Filter<ExecutionSession> filter, Caller caller) {
            return SESSIONS;
        }
    }

    private ExecutionSessionHttpServer start(TestUseCases useCases) {
        ManagementConfig management = ManagementConfig.builder()
                .requestListener(new RequestListener() {
                    @Override
                    public void onResponse(String method, String route, int status, long nanos) {
                        routesByStatus
                                .computeIfAbsent(status, one -> new ConcurrentLinkedQueue<>())
                                .add(method + " " + route);
                    }
                })
                .build();
        return ExecutionSessionHttpServer.start(
                RunningServer.settings(), SecurityConfig.OPEN, LimitsConfig.defaults(), management, useCases);
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    }

    /** Opens many connections with little room for responses, sends requests, and ends without reading. */
    private static void abandon(int port, String requests, End end) throws IOException {
        List<SocketChannel> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            SocketChannel client = SocketChannel.open();
            clients.add(client);
            client.setOption(StandardSocketOptions.SO_RCVBUF, 1_024);
            client.connect(new InetSocketAddress("127.0.0.1", port));
            client.write(ByteBuffer.wrap(requests.getBytes(StandardCharsets.US_ASCII)));
        }
        // Some responses have begun by now, others have not.
        try (Connections next = new Connections(port)) {
            Connections.everything(
                    next.open("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        }
        for (SocketChannel client : clients) {
            if (end == End.RESET) {
                client.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
            client.close();
        }
    }

    @ParameterizedTest
    @EnumSource(End.class)
    void aClientThatDisconnectsDuringALargeResponse_isNeverCountedAsStatus500(End end) throws IOException {
        try (TestUseCases useCases = new TestUseCases();
                ExecutionSessionHttpServer server = start(useCases)) {
            String id = create(server.port());
            for (int round = 0; round < ROUNDS; round++) {
                for (String path :
                        List.of("/qrs/executionresult/" + id, "/qrs/executionsession/full", "/openapi.json")) {
                    abandon(server.port(), get(path).repeat(PIPELINED), end);
                }
            }
        }
        assertThat(routesByStatus).doesNotContainKey(500).containsKey(499);
    }

    @Test
    void aClientThatDisconnectsDuringAList_isCountedAsStatus499() throws IOException {
        try (TestUseCases useCases = new TestUseCases();
                ExecutionSessionHttpServer server = start(useCases.with(new Sessions(() -> null)))) {
            for (End end : End.values()) {
                abandon(server.port(), get("/qrs/executionsession/full"), end);
            }
            awaitResponses(2 * CLIENTS);
        }
        assertThat(routesByStatus).doesNotContainKey(500).containsKey(499);
    }

    @ParameterizedTest
    @ValueSource(ints = {503, 500})
    void aTruncatedList_isCountedByItsReason(int status) throws IOException {
        Supplier<RuntimeException> failure = () -> status == 503
                ? new StoreUnavailableException("the database is away")
                : new IllegalStateException("a bug");
        try (TestUseCases useCases = new TestUseCases();
                ExecutionSessionHttpServer server = start(useCases.with(new Sessions(failure)));
                Connections clients = new Connections(server.port())) {
            assertThat(clients.open(get("/qrs/executionsession/full"))
                            .getInputStream()
                            .skip(1))
                    .isEqualTo(1);
            var in = clients.open(get("/qrs/executionsession/full")).getInputStream();
            try {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
            awaitResponses(1);
        }
        assertThat(routesByStatus).containsKey(status);
        assertThat(routesByStatus.keySet()).doesNotContain(status == 503 ? 500 : 503, 200);
    }

    private void awaitResponses(int count) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (routesByStatus.values().stream()
                        .mapToInt(ConcurrentLinkedQueue::size)
                        .sum()
                < count) {
            assertThat(System.nanoTime()).as("%d responses", count).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** Creates a result of almost a megabyte, and returns its id. */
    private static String create(int port) throws IOException {
        String detail = "{\"message\":\"" + "m".repeat(90_000) + "\"}";
        String body = "{\"details\":[" + (detail + ",").repeat(9) + detail + "],\"executionID\":\"" + UUID.randomUUID()
                + "\"}";
        return Connections.exchange(
                        port,
                        "POST /qrs/executionresult HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                .entity(201)
                .get("id")
                .textValue();
    }
}
